// The package as a browser has it whose bundler splits: the page's part, and a chunk with the core that comes when the
// test says so, or not at all.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { later } from './fake.js';
import { LIVE } from './page.js';

// Not by `new URL`, which Vite takes for an asset.
const pkg = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'pkg');
const file = (name) => readFileSync(join(pkg, name), 'utf8');
/** Evaluates the text of a module without imports: its exports, fresh each time. @param {string} text */
const evaluate = async (text) => {
  // Where the core as JavaScript would be, which no test of these asks for.
  const placed = text.replaceAll('import.meta.url', "'https://app.example/core.js'");
  const body = placed.replace(/^export \{([^}]*)\};\s*$/m, (_, names) => {
    const members = names.split(',').map((name) =>
      name
        .trim()
        .split(/\s+as\s+/)
        .reverse()
        .join(': '),
    );
    return `return { ${members.join(', ')} };`;
  });
  return new Function(body)();
};

/**
 * What the page's part has of imports, in place of the real ones; comments have some too. Where the mutation tests look
 * which functions run, a call precedes them.
 */
const withoutImports = (text) => {
  const replaced = text
    .replace(/(=>|,) import\(["']\.\/core\.js["']\)/, '$1 globalThis.everfetchChunk()')
    .replace(/(=>|,) import\(["']\.\/rare\.js["']\)/, '$1 globalThis.everfetchRare()')
    .replace(/import\(\s*(?:\/\*[^*]*\*\/\s*)*(address\d*)\s*\)/, 'globalThis.everfetchAgain($1)');
  // The two chunks, or the one, and another address for either.
  if (replaced.split(/globalThis\.everfetch(?!Runs)/).length !== (/everfetchRare/.test(replaced) ? 4 : 3))
    throw new Error('an entry imports in another way; adapt support/late.js');
  return replaced;
};

/** A page that has loaded its scripts, but for the chunk. @param {string} [entry] */
export async function pageWithLateCore(entry = 'index.js') {
  const realm = /** @type {any} */ (globalThis);
  const forget = () => {
    delete realm[LIVE];
    delete realm[Symbol.for('everfetch.core')];
  };
  forget();
  /** Each of these is an import that waits. @type {ReturnType<typeof later>[]} */
  const imports = [];
  /** The other addresses that were tried. @type {string[]} */
  const addresses = [];
  const ask = () => {
    imports.push(later());
    return imports.at(-1).promise;
  };
  vi.stubGlobal('everfetchChunk', ask);
  vi.stubGlobal('everfetchRare', () => evaluate(file('rare.js')));
  vi.stubGlobal('everfetchAgain', (address) => (addresses.push(address), ask()));
  onTestFinished(forget);
  const { default: everfetch } = await evaluate(withoutImports(file(entry)));
  return {
    everfetch,
    imports,
    addresses,
    /** The chunk arrives, for the import that was begun last. @param {(text: string) => string} [change] */
    async arrive(change = (text) => text) {
      const asked = imports.at(-1);
      await evaluate(change(file('core.js'))).then(asked.resolve, asked.reject);
      for (let i = 0; i < 20; i++) await null;
    },
    /** It does not. @param {string} message of the browser */
    async fail(message) {
      const asked = imports.at(-1);
      asked.reject(new TypeError(message));
      for (let i = 0; i < 20; i++) await null;
    },
  };
}
