// Components of Vue and Svelte in the docs: compiled by their own compilers, and their scripts taken out for the type
// check.
import { createRequire } from 'node:module';
import { root } from './pages.js';

const require = createRequire(root + 'tests/matrix/package.json');
const SCRIPT = /<script[^>]*>\n?([\s\S]*?)<\/script>/;

/** The script of a component as a block of its own. @param {import('./pages.js').Block} block */
export const scriptOf = (block) => {
  const match = SCRIPT.exec(block.text);
  if (!match) throw new Error(`${block.file}:${block.line}: a component without a script`);
  const before = block.text.slice(0, match.index + match[0].indexOf(match[1])).split('\n').length - 1;
  const language = /<script[^>]*lang="ts"/.test(block.text) ? 'ts' : 'js';
  return { ...block, language, line: block.line + before, text: match[1] };
};

const compilers = {
  async vue({ text, file }) {
    const { parse, compileScript, compileTemplate } = require('vue/compiler-sfc');
    const { descriptor, errors } = parse(text, { filename: file });
    if (errors.length) throw errors[0];
    const { bindings } = compileScript(descriptor, { id: 'x' });
    const template = compileTemplate({
      source: descriptor.template.content,
      filename: file,
      id: 'x',
      compilerOptions: { bindingMetadata: bindings },
    });
    if (template.errors.length) throw template.errors[0];
  },
  async svelte({ text, file }) {
    const { compile } = require('svelte/compiler');
    const { warnings } = compile(text, { filename: file.replace('.md', '.svelte') });
    if (warnings.length) throw new Error(warnings[0].message);
  },
};

/** Throws what the component's compiler has against it. @param {import('./pages.js').Block} block */
export const compileComponent = (block) => compilers[block.language](block);
