// A reporter for Vitest that prints nothing and notes each skipped test, with the note that `skip` was given, and each failed
// one.

import { noteFailure, noteSkip } from '../lib/notes.mjs';

export default class Notes {
  onTestCaseResult(test) {
    const result = test.result();
    if (result.state === 'skipped') noteSkip(test.fullName, result.note);
    if (result.state === 'failed') noteFailure(test.fullName, result.errors[0]?.message);
  }
  onTestRunEnd(modules, errors) {
    for (const error of errors) noteFailure('outside any test', error.message);
    for (const module of modules)
      for (const error of module.errors()) noteFailure(module.moduleId, error.message);
  }
}
