// The name of the client in another file. It decides whether it has to be imported there, and spells the import as the
// file's own imports are spelt.

import { bare, isFunction } from '../source/ast.js';
import { moduleAt } from '../source/project.js';
import { Refusal } from '../refusal.js';

/** The name of the client in a module, imported if need be. */
export function clientIn(cx, plan, module, edits, trail) {
  const client = plan.ky?.owner ?? plan.client;
  if (client.single) return fieldIn(cx, plan, module, edits, trail);
  return importedName(
    cx,
    plan,
    module,
    edits,
    (name) => !plan.ky && cx.clients.clientOf(module, { type: 'Identifier', name }) === client,
  );
}

function importedName(cx, plan, module, edits, isIt) {
  const client = plan.ky?.owner ?? plan.client;
  if (module === client.module) return client.name;
  for (const name of module.imports.keys()) if (isIt(name)) return name;
  plan.imports ??= new Map();
  if (plan.imports.has(module)) return plan.imports.get(module);
  if (client.isGlobal) {
    addImport(module, edits, 'axios', "'everfetch'", true);
    plan.imports.set(module, 'axios');
    return 'axios';
  }
  const name =
    client.exportedAs ?? [...client.module.exports].find(([, { local }]) => local === client.name)?.[0];
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
  plan.imports.set(module, local);
  if (name !== 'default' && joinImport(cx, module, edits, client.module, name, local)) return local;
  addImport(
    module,
    edits,
    name === 'default' ? local : name === local ? `{ ${local} }` : `{ ${name} as ${local} }`,
    `'${relativePath(module, client.module)}'`,
    false,
    name,
    local,
  );
  return local;
}

/** Into an import that the file has of the same module. `more` tells that it is needed, whatever else of it goes. */
function joinImport(cx, module, edits, target, name, local) {
  const found = [...module.imports.values()].find(
    ({ source, statement, isRequired }) =>
      !isRequired &&
      statement.importKind !== 'type' &&
      moduleAt(cx.project, module.path, source) === target &&
      statement.specifiers.every(({ type }) => type !== 'ImportNamespaceSpecifier'),
  );
  if (!found) return false;
  const { statement } = found;
  const text = name === local ? name : `${name} as ${local}`;
  const last = statement.specifiers.at(-1);
  edits.insert(module, last.end, last.type === 'ImportSpecifier' ? `, ${text}` : `, { ${text} }`);
  statement.more = [...(statement.more ?? []), text];
  return true;
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
  if (last) edits.add(module, last.end, `\n${text}`);
  else {
    // In front of the first statement's own comment, behind what has to be first: `#!`, 'use client'.
    const [block] = module.blocks;
    const directive = block.program.body.findLast((one) => one.directive);
    const shebang = /^#!.*\n/.exec(module.text)?.[0].length ?? 0;
    if (directive) edits.add(module, directive.end, `\n${text}`);
    else edits.add(module, Math.max(block.start, shebang), block.start ? `\n${text}` : `${text}\n\n`);
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

/** A client in a field of a class: `this.client` in it, `api.client` elsewhere. */
function fieldIn(cx, plan, module, edits, trail) {
  const { client } = plan;
  const { single } = client;
  const at = trail.indexOf(single.node);
  if (at >= 0) {
    // `this` is the object in the method itself and in arrow functions.
    const functions = trail.slice(at).filter(isFunction);
    const isStatic = trail.slice(at).some((one) => one.static);
    if (!isStatic && !functions.slice(1).some(({ type }) => type !== 'ArrowFunctionExpression'))
      return client.name;
    throw new Refusal(module, trail.at(-1), '`this` is something else here');
  }
  const init = bare(client.module.declared.get(single.object).init);
  const isWhole = init.type === 'NewExpression';
  if (!isWhole && init.ofSingle !== client.name)
    throw new Refusal(client.module, init, 'the client cannot be reached outside of its class');
  if (isWhole && client.isPrivate)
    throw new Refusal(
      client.module,
      client.node,
      'the client is private in its class, and other files have to tell its session of a sign-in',
    );
  const named = { ...client, single: undefined, name: single.object };
  const name = importedName(
    cx,
    { ...plan, client: named, imports: (plan.imports ??= new Map()) },
    module,
    edits,
    (other) => {
      const found = cx.resolve(module, other);
      return found?.module === client.module && found.name === single.object;
    },
  );
  return isWhole ? `${name}${client.name.replace(/^this/, '')}` : name;
}
