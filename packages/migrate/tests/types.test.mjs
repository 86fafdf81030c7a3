// Projects in TypeScript: the compiler, strict, has nothing to say about them that it did not say before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import ts from 'typescript';
import { migrate } from '../src/index.js';
import { projects } from './lib/projects.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  allowJs: true,
  types: [],
};
const host = ts.createCompilerHost(options);
const parsed = new Map();

/** What is wrong with the files, as if they lay in the repository, where axios and everfetch are found. */
function complaints(files, name) {
  const folder = join(root, 'artifacts', 'types', name);
  const at = new Map([...files].map(([path, text]) => [join(folder, path), text]));
  const own = {
    ...host,
    fileExists: (path) => at.has(path) || host.fileExists(path),
    readFile: (path) => at.get(path) ?? host.readFile(path),
    directoryExists: (path) =>
      [...at.keys()].some((file) => file.startsWith(`${path}/`)) || host.directoryExists(path),
    getSourceFile(path, ...rest) {
      if (at.has(path)) return ts.createSourceFile(path, at.get(path), ...rest);
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, ...rest));
      return parsed.get(path);
    },
  };
  const names = [...at.keys()].filter((path) => /\.tsx?$/.test(path));
  const program = ts.createProgram(names, options, own);
  return names.flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  });
}

for (const project of projects().filter(
  ({ refused, before }) => !refused && [...before.keys()].some((path) => /\.tsx?$/.test(path)),
))
  test(project.name, () => {
    const { files } = migrate(project.before);
    const before = complaints(project.before, project.name);
    const fresh = complaints(new Map([...project.before, ...files]), project.name).filter(
      (one) => !before.includes(one),
    );
    assert.deepEqual(fresh, []);
  });
