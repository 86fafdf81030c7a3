// A reporter for Playwright that prints nothing and notes each skipped test, with the reason that `test.skip` was given, and
// each failed one.

import { noteFailure, noteSkip } from '../lib/notes.mjs';

export default class Notes {
  printsToStdio() {
    return false;
  }
  onTestEnd(test, result) {
    if (result.status === 'skipped') {
      const { description } = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme') ?? {};
      noteSkip(test.title, description ?? result.error?.message);
    } else if (result.status !== test.expectedStatus) {
      noteFailure(test.title, result.error?.message ?? result.status);
    }
  }
  onError(error) {
    noteFailure('outside any test', error.message);
  }
}
