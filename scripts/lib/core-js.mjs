// Makes the form of the core for where WebAssembly is refused: the same crate, compiled for the first version
// of WebAssembly, turned into JavaScript by binaryen's wasm2js, with the same glue. That version has no values of
// JavaScript, only numbers, so what takes or gives a value is wrapped; which does, wasm-bindgen's own glue tells.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changed, factory, handGlue, rebuilt, withShortNames } from './core.mjs';
import { at } from './paths.mjs';
import { Failure, run, runQuietly } from './run.mjs';
import { shorten, strip, tableOf } from './shrink.mjs';

const targetDir = at('target', 'mvp');
const outDir = at('target', 'wasm-mvp');
const compiled = join(targetDir, 'wasm32-unknown-unknown', 'release', 'everfetch_npm.wasm');

/** Without the rounds of shrink.mjs after `--flatten --rereloop`, which make the JavaScript 1 % smaller. */
const passes = ['-Oz', '--low-memory-unused'];

async function compile() {
  const flags = `${rebuilt.env.RUSTFLAGS} -Ctarget-cpu=mvp`;
  const target = ['--target', 'wasm32-unknown-unknown', '--target-dir', targetDir];
  const code = await run(
    'cargo',
    ['build', '--quiet', '--release', '-p', 'everfetch-npm', ...target, ...rebuilt.args],
    { env: { ...rebuilt.env, RUSTFLAGS: flags } },
  );
  if (code !== 0)
    throw new Failure(
      'cargo could not build the core for the first version of WebAssembly; its output is above.',
    );
}

/** wasm2js takes several seconds, so it is asked only for a module that it has not seen. */
async function toJavaScript() {
  const files = ['everfetch_bg.wasm', 'small.wasm', 'small.js'].map((name) => join(outDir, name));
  const [bound, small, script] = files;
  const record = join(outDir, 'made-of');
  const key = createHash('sha256').update(readFileSync(compiled)).update(passes.join()).digest('hex');
  if (!existsSync(record) || readFileSync(record, 'utf8') !== key) {
    mkdirSync(outDir, { recursive: true });
    await runQuietly('wasm-bindgen', [
      ...[compiled, '--target', 'web', '--no-typescript', '--out-dir', outDir, '--out-name', 'everfetch'],
    ]);
    const table = tableOf(await runQuietly('wasm-opt', [bound, ...passes, shorten, ...strip, '-o', small]));
    await runQuietly('wasm2js', [small, '-O', '-o', script]);
    writeFileSync(join(outDir, 'names.json'), JSON.stringify(table));
    writeFileSync(record, key);
  }
  return {
    script: readFileSync(script, 'utf8'),
    table: JSON.parse(readFileSync(join(outDir, 'names.json'), 'utf8')),
    generated: readFileSync(join(outDir, 'everfetch.js'), 'utf8'),
  };
}

const replaced = (text, from, to) => {
  if (!from.test(text))
    throw new Failure(`wasm2js writes ${from} in another way; adapt scripts/lib/core-js.mjs.`);
  return text.replace(from, to);
};

/**
 * What wasm2js has made, as a function that makes an instance. Its memory grows by replacing its buffer; the old one would
 * keep the tokens that were in it until it is collected, so it is overwritten.
 */
function instantiation(script) {
  const alone = replaced(script, /^import \* as a from 'a';\n/m, '').replace(/^export var .*\n/gm, '');
  const wiped = replaced(alone, /^( *newHEAP8\.set\(HEAP8\);)\n/m, '$1 HEAP8.fill(0);\n');
  return replaced(
    wiped,
    /^var retasmFunc = asmFunc\(\{\s*"a": a,\s*\}\);\n/m,
    'export const instantiate = (imports) => ({ exports: asmFunc(imports) });\n',
  );
}

const parameters = (count) => Array.from({ length: count }, (_, index) => `p${index}`);

/** How wasm-bindgen calls an import: which parameters are values, and whether the result is one. */
function importOf([, name, short], generated, plain) {
  const body = new RegExp(`^ {8}${name}: function\\((.*?)\\) \\{\\n(.*?)^ {8}\\},$`, 'ms').exec(generated);
  // Functions of numbers alone are imported without any glue.
  if (!body) return `${short}: ${plain}`;
  if (name === '__wbindgen_object_drop_ref') return `${short}: take`;
  const [, list, text] = body;
  if (/addBorrowedObject|heap\[|isLikeNone\(ret\) \? 0 : add/.test(text))
    throw changed(`wasm-bindgen passes the values of ${name} in a new way`);
  const count = list ? list.split(',').length : 0;
  const given = parameters(count).map((parameter, index) => {
    const [, how] = new RegExp(`(get|take)Object\\(arg${index}\\)`).exec(text) ?? [];
    return how ? `${how}(${parameter})` : parameter;
  });
  const call = `${plain}(${given.join(', ')})`;
  return `${short}: (${parameters(count).join(', ')}) => ${/addHeapObject\(ret\)/.test(text) ? `add(${call})` : call}`;
}

/** How wasm-bindgen calls an export. What is lent to Rust is taken back after the call; what is given, Rust lets go of. */
function exportOf([name, short], generated) {
  const found = new RegExp(`wasm\\.${name}\\(((?:[^()]|\\([^()]*\\))*)\\);(.*?)^ {0,4}\\}`, 'ms').exec(
    generated,
  );
  if (!found) return undefined;
  const [, list, after] = found;
  const given = list.split(', ');
  const isLent = (text) => /^borrow\d+$/.test(text);
  const isGiven = (text) => /^addHeapObject\(/.test(text);
  const gives = /takeObject\(ret\)/.test(after);
  if (!gives && !given.some((text) => isLent(text) || isGiven(text))) return undefined;
  const names = parameters(given.length);
  const lent = names.filter((_, index) => isLent(given[index]));
  const args = names.map((parameter, index) => (isGiven(given[index]) ? `add(${parameter})` : parameter));
  const call = `e.${short}(${args.join(', ')})`;
  return `${short}: (${names.join(', ')}) => {
    ${lent.map((parameter) => `${parameter} = add(${parameter});`).join(' ')}
    const result = ${gives ? `take(${call})` : call};
    ${lent.map((parameter) => `take(${parameter});`).join(' ')}
    return result;
  }`;
}

/** The glue around the glue. After a throw an instance is not used any more, so nothing is taken back then. */
function wrapping({ imports, exports }, generated) {
  const wrappedImports = imports.map((entry) => importOf(entry, generated, `plain.a.${entry[2]}`));
  const wrappedExports = exports.map((entry) => exportOf(entry, generated)).filter(Boolean);
  return `
import { createClient as create, imports as plain, start as begin } from 'everfetch:plain-glue';
import { add, get, take } from './handles.js';
export { createPage } from 'everfetch:plain-glue';
export const imports = { a: { ${wrappedImports.join(',\n')} } };
export const start = ({ exports: e }) => begin({ exports: { ...e, ${wrappedExports.join(',\n')}, start() {} } });
export const createClient = (...given) => Object.assign(create(...given), { engine: 'js' });
`;
}

/** The text of an ESM file: `makeCore` makes a fresh set of glue, and `instantiate` an instance for its imports. */
export async function compileToJavaScript() {
  await compile();
  const { script, table, generated } = await toJavaScript();
  // What reference types need and this module does not have; the glue names it.
  const whole = {
    imports: [
      ...table.imports.filter(([, name]) => name !== '__wbindgen_object_drop_ref'),
      ['', '__wbindgen_init_externref_table', 'unused'],
    ],
    exports: [...table.exports, ['__wbindgen_externrefs', 'unused'], ['__wbindgen_start', 'start']],
  };
  const plainGlue = withShortNames(readFileSync(handGlue, 'utf8'), whole, generated);
  const plain = {
    name: 'plain-glue',
    setup(esbuild) {
      // There may be no TextDecoder either.
      esbuild.onResolve({ filter: /^\.\/utf8\.js$/ }, () => ({
        path: join(dirname(handGlue), 'utf8-plain.js'),
      }));
      esbuild.onResolve({ filter: /^everfetch:plain-glue$/ }, ({ path }) => ({ path, namespace: 'plain' }));
      esbuild.onLoad({ filter: /./, namespace: 'plain' }, () => ({
        contents: plainGlue,
        resolveDir: dirname(handGlue),
      }));
    },
  };
  return `${await factory(wrapping(table, generated), [plain])}${instantiation(script)}`;
}
