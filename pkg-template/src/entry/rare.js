// @ts-check
// The chunk with what few requests need.
import { receive } from 'everfetch:front';
import * as parts from '../adapters/rare-parts.js';

export { VERSION as version } from '../client/version.js';

/** @param {object} front */
export const open = (front) => {
  receive(front);
  return parts;
};
