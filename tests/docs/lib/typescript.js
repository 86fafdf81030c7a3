// Type-checks blocks of code against the built package. The blocks are files that exist in memory only; they lie in
// tests/matrix, where the frameworks of the recipes are installed.
import ts from 'typescript';
import { root } from './pages.js';
import { types } from './givens.js';

const ENDINGS = { js: 'js', jsx: 'jsx', ts: 'ts', tsx: 'tsx' };
export const isScript = ({ language }) => language in ENDINGS;

/** In front of the first line, so that lines keep their numbers. */
const given = ({ file, line, language, given }) =>
  given
    .map((name) => {
      if (!types[name]) throw new Error(`${file}:${line}: nothing is known of "${name}"`);
      return language.startsWith('t')
        ? `declare const ${name}: ${types[name]};`
        : `const ${name} = /** @type {${types[name]}} */ (/** @type {any} */ (undefined));`;
    })
    .join(' ');

const options = {
  noEmit: true,
  strict: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  types: ['node'],
};

/** @param {import('./pages.js').Block[]} blocks @param {ts.CompilerOptions} [more] @returns {string[]} */
const check = (blocks, more) => {
  const all = { ...options, ...more };
  const files = new Map();
  for (const [index, block] of blocks.entries())
    files.set(`${root}tests/matrix/block${index}.${ENDINGS[block.language]}`, block);
  const host = ts.createCompilerHost(all);
  const { fileExists, readFile } = host;
  const textOf = (block) => `${given(block)} ${block.text}`;
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.readFile = (name) => (files.has(name) ? textOf(files.get(name)) : readFile.call(host, name));
  host.getSourceFile = (name, version) => {
    const text = host.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram([...files.keys()], all, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const block = file && files.get(file.fileName);
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line : 0;
    const place = block ? `${block.file}:${block.line + line}` : file?.fileName;
    return `${place} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
};

/**
 * What the compiler has against the blocks. In JavaScript parameters need no types.
 * @param {import('./pages.js').Block[]} blocks @returns {string[]}
 */
export const problems = (blocks) => {
  const typed = blocks.filter(({ language }) => language.startsWith('t'));
  const plain = blocks.filter(({ language }) => language.startsWith('j'));
  return [...check(typed), ...check(plain, { noImplicitAny: false })];
};

/** A block as JavaScript. @param {import('./pages.js').Block} block */
export const toJavaScript = ({ text }) =>
  ts.transpileModule(text, { compilerOptions: { target: options.target, module: options.module } })
    .outputText;
