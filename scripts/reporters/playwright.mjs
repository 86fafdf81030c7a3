// A reporter for Playwright that prints nothing and notes each skipped test, with the reason that `test.skip` was given.

import { noteSkip } from '../lib/skips.mjs';

export default class Skips {
  printsToStdio() {
    return false;
  }
  onTestEnd(test, result) {
    if (result.status !== 'skipped') return;
    const { description } = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme') ?? {};
    noteSkip(test.title, description ?? result.error?.message);
  }
}
