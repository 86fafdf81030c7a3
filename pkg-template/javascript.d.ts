// The types of `everfetch/javascript`, the entry whose core is JavaScript: those of `everfetch`.

export * from './index.js';
export { default } from './index.js';
