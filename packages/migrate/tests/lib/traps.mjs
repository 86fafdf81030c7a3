// Small changes of a project that can be moved, after which it must not be: nothing is changed, and the report has the line
// that is the reason.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from '../../src/index.js';
import { projects } from './projects.mjs';

/** The files of a project by the beginning of its name. */
export const filesOf = (name) => projects().find((one) => one.name.startsWith(name)).before;

/** @param {Map<string, string>} base @param {Record<string, [string | RegExp, string] | string>} changes */
export function changed(base, changes) {
  const files = new Map(base);
  for (const [path, change] of Object.entries(changes)) {
    if (typeof change === 'string') {
      files.set(path, change);
      continue;
    }
    const [from, to] = change;
    const text = files.get(path);
    assert.ok(typeof from === 'string' ? text.includes(from) : from.test(text), `${path} has ${from}`);
    files.set(path, text.replace(from, to));
  }
  return files;
}

/** @param {[string, Record<string, any>, RegExp][]} traps name, changes, what the report says */
export function testTraps(base, traps) {
  test('the project itself can be moved', () => {
    const { files, report } = migrate(base);
    assert.ok(files.size, JSON.stringify(report.yours));
  });
  for (const [name, changes, says] of traps)
    test(name, () => {
      const { files, report } = migrate(changed(base, changes));
      assert.deepEqual([...files.keys()], [], 'nothing is changed');
      assert.match(report.yours.map(({ why }) => why).join('\n'), says);
      for (const { file: path, line, what } of report.yours) assert.ok(path && line > 0 && what);
    });
}
