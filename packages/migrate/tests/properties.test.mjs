// What must hold for every input: bytes that are not edited stay, a second run changes nothing, no input makes it throw.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { structuredPatch } from 'diff';
import { migrate } from '../src/index.js';
import { projects } from './lib/projects.mjs';

const moved = projects().filter(({ refused }) => !refused);
const project = fc.constantFrom(...moved);

/** Lines that have nothing to do with the session, and look as if. */
const NOISE = [
  '// TODO: localStorage, 401, refresh?',
  '/* axios.create() */',
  "export const greeting = 'from axios';",
  'export   const   wide   =   [1,2,\n   3];',
  'export const token = { access: 1 };',
  'export function unrelated ( a,b ) { return a+b }',
  'export const regex = /axios\\.create\\(\\)/g;',
  '\t\t  ',
  "export const emoji = '🙂 axios';",
];

test('running it twice changes nothing, whatever stands around', () => {
  fc.assert(
    fc.property(project, fc.array(fc.constantFrom(...NOISE), { maxLength: 6 }), (one, noise) => {
      const files = new Map(one.before);
      const path = 'src/noise.ts';
      files.set(
        path,
        noise
          .map((line, index) =>
            line.replace(/const (\w+)/, `const $1${index}`).replace('unrelated', `unrelated${index}`),
          )
          .join('\n'),
      );
      const first = migrate(files);
      assert.ok(first.files.size > 0);
      assert.equal(first.files.has(path), false, 'a file without axios is not touched');
      const second = migrate(new Map([...files, ...first.files]));
      assert.deepEqual([...second.files], []);
    }),
    { numRuns: 60 },
  );
});

test('what is not touched is the same byte for byte: comments and code in front of and behind every file', () => {
  const text = fc
    .array(
      fc.constantFrom(...NOISE.filter((line) => !/export/.test(line)), '', '  // a comment', '/** Docs. */'),
      { maxLength: 5 },
    )
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(project, text, text, (one, above, below) => {
      const files = new Map(
        [...one.before].map(([path, content]) =>
          /\.(js|ts)x?$/.test(path) ? [path, `${above}\n\n${content}\n\n${below}`] : [path, content],
        ),
      );
      const plain = migrate(one.before);
      const { files: changed } = migrate(files);
      assert.deepEqual([...changed.keys()].sort(), [...plain.files.keys()].sort());
      for (const [path, content] of changed) {
        if (!/\.(js|ts)x?$/.test(path)) continue;
        // A new import may stand above.
        assert.ok(content.startsWith(above) || content.includes(`\n${above}`), `${path} begins as it did`);
        assert.ok(content.endsWith(below), `${path} ends as it did`);
      }
    }),
    { numRuns: 60 },
  );
});

test('lines that stay are lines of the old file, in the same order', () => {
  for (const one of moved) {
    const { files } = migrate(one.before);
    for (const [path, content] of files) {
      const patch = structuredPatch(path, path, one.before.get(path), content, '', '', { context: 0 });
      const removed = patch.hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith('-')));
      // What goes is about axios, tokens or the refresh, or closes such a block.
      assert.ok(removed.length <= one.before.get(path).split('\n').length, path);
      if (one.before.get(path).includes('\r\n'))
        assert.doesNotMatch(content, /[^\r]\n/, 'Windows line ends stay');
    }
  }
});

test('no input makes it throw, and broken code is never changed', () => {
  fc.assert(
    fc.property(
      project,
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.string({ maxLength: 10 }),
      (one, where, length, junk) => {
        const files = new Map(
          [...one.before].map(([path, content]) => {
            const at = where % (content.length + 1);
            return [path, content.slice(0, at) + junk + content.slice(at + length)];
          }),
        );
        const { files: changed, report } = migrate(files);
        assert.ok(Array.isArray(report.yours));
        for (const { file } of report.skipped) assert.equal(changed.has(file), false);
      },
    ),
    { numRuns: 300 },
  );
});

test('any text is read without an error', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300, unit: 'binary' }),
      fc.constantFrom('a.js', 'a.ts', 'a.tsx', 'a.vue', 'a.svelte', 'package.json'),
      (text, path) => {
        assert.equal(migrate(new Map([[path, text]])).files.size, 0);
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever an axios file has in it, its other statements stay', () => {
  const statement = fc.constantFrom(
    'api.interceptors.request.use(trace);',
    "const timer = setInterval(() => api.get('/ping'), 1000);",
    "export const list = () => api.get('/list');",
    'api.defaults.timeout = 5000;',
    "if (import.meta.env.DEV) console.log('dev');",
  );
  fc.assert(
    fc.property(project, fc.uniqueArray(statement, { maxLength: 4 }), (one, statements) => {
      const path = [...one.before.keys()].find(
        (name) =>
          /api\.[jt]s$/.test(name) &&
          /create\(/.test(one.before.get(name)) &&
          /\bapi\b = /.test(one.before.get(name)),
      );
      if (!path || /require\(/.test(one.before.get(path))) return;
      const content = `${one.before.get(path)}\nfunction trace(config) {\n  return config;\n}\n${statements.join('\n')}\n`;
      const { files } = migrate(new Map([...one.before, [path, content]]));
      if (!files.size) return;
      for (const line of statements) assert.ok(files.get(path).includes(line), line);
    }),
    { numRuns: 60 },
  );
});
