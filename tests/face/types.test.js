// The declarations: code typed for axios compiles against them unchanged, and the session's code does.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { toCommonJS } from '../../scripts/commonjs-types.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const pkg = (name) => path('../../pkg-template/' + name);

/** The declarations of the platform, parsed once for all programs. */
const files = new Map();

const problems = (name, paths, resolution = {}) => {
  const options = {
    noEmit: true,
    strict: true,
    skipDefaultLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    paths,
    ...resolution,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    if (!/typescript\/lib\//.test(file)) return getSourceFile(file, ...rest);
    if (!files.has(file)) files.set(file, getSourceFile(file, ...rest));
    return files.get(file);
  };
  const program = ts.createProgram([path('types/' + name)], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName.split('/').pop()}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
};

// The compiler runs to its end whatever a clock says: there is nothing to wait for, only work to do.
describe('the declarations', { timeout: 0 }, () => {
  test('let code typed for axios compile unchanged', () => {
    const paths = { axios: [pkg('index.d.ts')] };
    const { ModuleKind, ModuleResolutionKind } = ts;
    for (const resolution of [
      { module: ModuleKind.Node16, moduleResolution: ModuleResolutionKind.Node16 },
      { module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
    ])
      expect(problems('axios-code.ts', paths, resolution)).toEqual([]);
  });

  test('are compared by code that axios’s own declarations accept', () => {
    expect(problems('axios-code.ts', { axios: [path('../../node_modules/axios/index.d.ts')] })).toEqual([]);
  });

  test('let an application keep its own under names of options of everfetch', () => {
    expect(problems('foreign-code.ts', { axios: [pkg('index.d.ts')] })).toEqual([]);
  });

  test('and those of axios take each other’s place', () => {
    const paths = { everfetch: [pkg('index.d.ts')], axios: [path('../../node_modules/axios/index.d.ts')] };
    expect(problems('assignable-code.ts', paths)).toEqual([]);
  });

  test('describe the session', () => {
    expect(problems('session-code.ts', { everfetch: [pkg('index.d.ts')] })).toEqual([]);
  });

  test('give the data of an answer the type of its schema', () => {
    // Their own declarations name modules of Node.
    const paths = { everfetch: [pkg('index.d.ts')] };
    expect(problems('schema-code.ts', paths, { skipLibCheck: true })).toEqual([]);
  });

  test('describe what takes the place of axios-auth-refresh, whose own describe the same code', () => {
    const theirs = path('../../node_modules/axios-auth-refresh/dist/index.d.ts');
    const axios = [path('../../node_modules/axios/index.d.ts')];
    const bundler = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
    const original = { axios, 'axios-auth-refresh': [theirs] };
    expect(problems('auth-refresh-code.ts', original, bundler)).toEqual([]);
    const paths = { everfetch: [pkg('index.d.ts')], axios: [pkg('index.d.ts')] };
    const ours = { ...paths, 'axios-auth-refresh': [pkg('auth-refresh.d.ts')] };
    expect(problems('auth-refresh-code.ts', ours)).toEqual([]);
  });

  test('describe what tests of applications use', () => {
    const paths = { everfetch: [pkg('index.d.ts')], 'everfetch/testing': [pkg('testing.d.ts')] };
    expect(problems('testing-code.ts', paths)).toEqual([]);
  });

  test('serve CommonJS', () => {
    expect(problems('commonjs-code.cts', { everfetch: [pkg('index.d.cts')] })).toEqual([]);
  });

  test('say the same for CommonJS as for modules', async () => {
    const source = readFileSync(pkg('index.d.ts'), 'utf8');
    expect(readFileSync(pkg('index.d.cts'), 'utf8')).toBe(await toCommonJS(source));
  });
});
