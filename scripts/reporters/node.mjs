// A reporter for `node --test` that prints nothing and notes each skipped test, with the reason that `t.skip` was given, and
// each failed one.

import { noteFailure, noteSkip } from '../lib/notes.mjs';

/** A suite fails because a test in it did, which has been noted. */
const isOfItsTests = ({ failureType }) => failureType === 'subtestsFailed';

export default async function* notes(events) {
  for await (const { type, data } of events) {
    const isOver = type === 'test:pass' || type === 'test:fail';
    if (isOver && data.skip !== undefined) noteSkip(data.name, data.skip === true ? undefined : data.skip);
    const { error } = data.details ?? {};
    if (type === 'test:fail' && data.skip === undefined && error && !isOfItsTests(error))
      noteFailure(data.name, error.cause?.message ?? error.message);
  }
  yield '';
}
