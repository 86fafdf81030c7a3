// A reporter for `node --test` that prints nothing and notes each skipped test, with the reason that `t.skip` was given.

import { noteSkip } from '../lib/skips.mjs';

export default async function* skips(events) {
  for await (const { type, data } of events) {
    const isOver = type === 'test:pass' || type === 'test:fail';
    if (isOver && data.skip !== undefined) noteSkip(data.name, data.skip === true ? undefined : data.skip);
  }
  yield '';
}
