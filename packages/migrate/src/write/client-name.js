// The name of the client in another file. It decides whether it has to be imported there, and spells the import as the
// file's own imports are spelt.

import { Refusal } from '../refusal.js';

/** The name of the client in a module, imported if need be. */
export function clientIn(cx, plan, module, edits) {
  const { client } = plan;
  if (module === client.module) return client.name;
  for (const name of [...module.imports.keys()])
    if (cx.clients.clientOf(module, { type: 'Identifier', name }) === client) return name;
  plan.imports ??= new Map();
  if (plan.imports.has(module)) return plan.imports.get(module);
  if (client.isGlobal) {
    addImport(module, edits, 'axios', "'everfetch'", true);
    plan.imports.set(module, 'axios');
    return 'axios';
  }
  const name = [...client.module.exports].find(([, { local }]) => local === client.name)?.[0];
  if (!name)
    throw new Refusal(
      client.module,
      client.node,
      'the client is not exported, and other files have to tell its session of a sign-in',
    );
  const local =
    module.declared.has(client.name) || module.imports.has(client.name)
      ? `${client.name}Client`
      : client.name;
  addImport(
    module,
    edits,
    name === 'default' ? local : name === local ? `{ ${local} }` : `{ ${name} as ${local} }`,
    `'${relativePath(module, client.module)}'`,
    false,
    name,
    local,
  );
  plan.imports.set(module, local);
  return local;
}

export function addImport(module, edits, clause, source, isPackage, name, local) {
  const imports = module.blocks.flatMap(({ program }) =>
    program.body.filter(({ type }) => type === 'ImportDeclaration'),
  );
  const required = [...module.imports.values()]
    .filter(({ isRequired }) => isRequired)
    .map(({ statement }) => statement);
  const last = imports.at(-1) ?? required.at(-1);
  const quoted =
    imports.length && module.text[imports[0].source.start] === '"' ? source.replaceAll("'", '"') : source;
  const isCommon =
    !imports.length && (required.length || /\bmodule\.exports\b|\bexports\./.test(module.text));
  const semi = !last || module.text[last.end - 1] === ';' ? ';' : '';
  const text = isCommon
    ? `const ${name && name !== 'default' ? (name === local ? `{ ${name} }` : `{ ${name}: ${local} }`) : (local ?? clause)} = require(${quoted})${isPackage ? '.default' : ''}${semi}`
    : `import ${clause} from ${quoted}${semi}`;
  if (last) edits.insert(module, last.end, `\n${text}`);
  else {
    // In front of the first statement's own comment, behind what has to be first: `#!`, 'use client'.
    const [block] = module.blocks;
    const directive = block.program.body.findLast((one) => one.directive);
    const shebang = /^#!.*\n/.exec(module.text)?.[0].length ?? 0;
    if (directive) edits.insert(module, directive.end, `\n${text}`);
    else edits.insert(module, Math.max(block.start, shebang), block.start ? `\n${text}` : `${text}\n\n`);
  }
}

function relativePath(from, to) {
  const a = from.path.split('/').slice(0, -1);
  const b = to.path.split('/');
  while (a.length && a[0] === b[0] && b.length > 1) {
    a.shift();
    b.shift();
  }
  const path = `${a.length ? '../'.repeat(a.length) : './'}${b.join('/')}`;
  const sources = [...from.imports.values()]
    .map(({ source }) => source)
    .filter((source) => source.startsWith('.'));
  const ending = sources.find((source) => /\.[cm]?[jt]sx?$/.test(source));
  if (ending) return path.replace(/\.tsx?$/, /\.tsx?$/.test(ending) ? '$&' : '.js');
  return path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}
