// A reporter for Vitest that prints nothing and notes each skipped test, with the note that `skip` was given.

import { noteSkip } from '../lib/skips.mjs';

export default class Skips {
  onTestCaseResult(test) {
    const result = test.result();
    if (result.state === 'skipped') noteSkip(test.fullName, result.note);
  }
}
