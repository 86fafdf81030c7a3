// @ts-check
// The default entry where a file more costs nothing: the core is there at once.
import './core.js';

export * from './index.js';
export { default } from './index.js';
