// The public face: the decision without a disk, and how a report reads.

export { migrate } from './migrate.js';
export { reportText, shareMoved } from './report.js';
