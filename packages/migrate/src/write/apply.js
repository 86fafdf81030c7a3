// A plan as changes of texts: the session's options, what they replace, and the calls that tell the session of a sign-in
// or a sign-out.

import { bare, dotted, isFunction, keyOf, propertyOf, walk } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { enclosing, findSites, isTestFile } from '../recognise/sites.js';
import { bindPattern, evaluate, Scope } from '../recognise/values.js';
import { indent, sessionText } from './session.js';

const isWeb = (source) => /^(local|session)Storage$/.test(source?.area ?? '');

export function applyPlan(cx, plan, edits) {
  const { client, f } = plan;
  plan.skip = skipped(cx, plan);
  Object.assign(plan, storeCalls(cx, plan));
  const sites = findSites(cx, plan);
  plan.sites = sites;
  checkSites(cx, plan, sites);
  addLoginUrls(cx, plan, sites);
  const text = sessionText(cx, plan);
  setUp(cx, plan, edits, text);
  removeHooks(cx, plan, edits);
  for (const { module, node, trail } of sites.headers) removeHeader(module, node, trail, edits);
  createHeader(cx, plan, edits);
  const changed = { signIns: 0, signOuts: 0 };
  if (plan.carrier === 'cookie') cookieSites(cx, plan, sites, edits, changed);
  else tokenSites(cx, plan, sites, edits, changed);
  for (const { module, node, trail } of sites.renewals) {
    const parent = trail.at(-1);
    const isStatement =
      parent.type === 'ExpressionStatement' ||
      (parent.type === 'AwaitExpression' && trail.at(-2).type === 'ExpressionStatement');
    if (!isStatement)
      throw new Refusal(
        module,
        node,
        'the result of a refresh is used here: take `session.getAccessToken()`',
        'docs/migrating.md',
      );
    edits.replace(module, node.start, node.end, `${clientIn(cx, plan, module, edits)}.session.refresh()`);
  }
  plan.changed = changed;
  void f;
  void client;
}

/** What the recognition has dealt with, and is no place of its own. */
function skipped(cx, plan) {
  const skip = plan.hooks.map(({ module, call }) => ({ module, start: call.start, end: call.end }));
  const add = (module, node) => skip.push({ module, start: node.start, end: node.end });
  for (const hook of plan.hooks) {
    for (const one of hook.call.arguments) {
      const fn = cx.functionOf(hook.module, one);
      if (isFunction(fn)) add(cx.homeOf(hook.module, one), fn);
    }
  }
  for (const { module, init } of plan.inlined) add(module, init);
  return skip;
}

/** How a store of the application takes and loses tokens, so that its other callers are found. */
function storeCalls(cx, plan) {
  const { f, access } = plan;
  if (!access || isWeb(access) || access.area === 'cookie' || access.area === 'variable') return {};
  const root = /^[\w$]+/.exec(access.text)?.[0];
  const callOf = (node) => {
    let one = bare(node.type === 'ExpressionStatement' ? node.expression : node);
    if (one.type === 'AwaitExpression') one = bare(one.argument);
    return one.type === 'CallExpression' ? one : undefined;
  };
  const nameOf = (call) => {
    const callee = bare(call.callee);
    return callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
  };
  const spot = (call, scope, path) => {
    for (const [index, one] of call.arguments.entries()) {
      const node = bare(one);
      const value = evaluate(cx, node, scope);
      const isIt = (given) =>
        (given?.t === 'access' && path === f.accessPath) ||
        (given?.t === 'reply' && JSON.stringify(given.path) === JSON.stringify(path));
      if (isIt(value)) return { index, path: [] };
      if ((value?.t === 'reply' && !value.path.length) || value?.t === 'raw') return { index, path };
      if (node.type === 'ObjectExpression')
        for (const part of node.properties)
          if (part.type === 'Property' && isIt(evaluate(cx, part.value, scope)))
            return { index, path: [keyOf(part)] };
    }
    return undefined;
  };
  const known = (module) => module.imports.has(root) || module.declared.has(root);
  const writers = f.saves.flatMap(({ node, scope }) => {
    const call = callOf(node);
    if (!call) return [];
    const inner = nameOf(call) === 'dispatch' ? bare(call.arguments[0]) : undefined;
    if (nameOf(call) === 'dispatch' && inner?.type !== 'CallExpression')
      throw new Refusal(scope.module, node, 'this action is not understood');
    const target = inner ?? call;
    const name = nameOf(target);
    return [
      {
        dispatched: Boolean(inner),
        access: spot(target, scope, f.accessPath),
        refresh: f.refreshPath && spot(target, scope, f.refreshPath),
        matches(module, other, callee) {
          const own = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
          if (!inner) return own === name && known(module) && other !== call;
          const given = own === 'dispatch' ? bare(other.arguments[0]) : undefined;
          return given?.type === 'CallExpression' && nameOf(given) === name;
        },
      },
    ];
  });
  const clearers = f.clears.flatMap(({ node }) => {
    const call = callOf(node);
    if (!call) return [];
    const inner = nameOf(call) === 'dispatch' ? bare(call.arguments[0]) : undefined;
    const name = nameOf(inner?.type === 'CallExpression' ? inner : call);
    return [
      (module, other, callee) => {
        const own = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
        if (inner)
          return (
            own === 'dispatch' &&
            bare(other.arguments[0])?.type === 'CallExpression' &&
            nameOf(bare(other.arguments[0])) === name
          );
        return (
          own === name && known(module) && other.arguments.length === call.arguments.length && other !== call
        );
      },
    ];
  });
  return { writers, clearers };
}

function checkSites(cx, plan, sites) {
  const { carrier, f } = plan;
  const { module } = f.refresh.scope;
  if (carrier === 'cookie') {
    if (!sites.requests.some(({ isLogin }) => isLogin))
      throw new Refusal(
        module,
        f.refresh.node,
        'where users sign in was not found; the session has to be told by `session.signIn()`',
        'docs/getting-started.md',
      );
    return;
  }
  if (!sites.signIns.length)
    throw new Refusal(
      module,
      f.refresh.node,
      'where users sign in was not found; the session has to be told by `session.signIn(tokens)`',
      'docs/getting-started.md',
    );
}

const blockOf = (trail) => trail.findLast(({ type }) => type === 'BlockStatement' || type === 'Program');
const statementOf = (trail, node) => {
  const block = blockOf(trail);
  return trail[trail.indexOf(block) + 1] ?? node;
};

/** Writes in one block are one sign-in. */
function groups(signIns) {
  const all = new Map();
  for (const one of signIns) {
    const block = blockOf(one.trail);
    const fn = enclosing(one.trail);
    const key = fn && fn.body === block ? fn : block;
    all.set(key, [...(all.get(key) ?? []), one]);
  }
  return [...all.values()];
}

function tokenSites(cx, plan, sites, edits, changed) {
  const { access, carrier } = plan;
  const signsIn = new Set();
  for (const group of groups(sites.signIns)) {
    const { module } = group[0];
    const at = group[0].node;
    const accessText = group.find((one) => one.access)?.access;
    const refreshText = group.find((one) => one.refresh)?.refresh;
    if (!accessText) throw new Refusal(module, at, 'only the refresh token is kept here');
    if (carrier === 'bearer' && !refreshText)
      throw new Refusal(
        module,
        at,
        'only the access token is kept here, and the session needs the refresh token too',
      );
    const fn = enclosing(group[0].trail);
    if (!fn) throw new Refusal(module, at, 'tokens are kept while the module is loaded');
    signsIn.add(fn);
    const again = refreshIn(cx, plan, module, fn);
    if (again)
      throw new Refusal(
        module,
        again,
        'this refreshes too, beside the interceptor: take `session.refresh()` or `session.getAccessToken()`',
      );
    const session = `${clientIn(cx, plan, module, edits)}.session.signIn(${tokensText(accessText, carrier === 'bearer' ? refreshText : undefined)})`;
    const statements = [...new Set(group.map(({ trail, node }) => statementOf(trail, node)))].sort(
      (a, b) => a.start - b.start,
    );
    changed.signIns++;
    const isPlain = statements.every((one) => one.type === 'ExpressionStatement');
    if (!isPlain) {
      // `.then((r) => setTokens(r.data))` is an expression.
      const [one] = group;
      if (group.length > 1 || fn.body.type === 'BlockStatement')
        throw new Refusal(module, at, 'tokens are kept in the middle of a larger statement');
      edits.replace(module, fn.body.start, fn.body.end, `(${session}, ${cx.text(module, fn.body)})`);
      void one;
      continue;
    }
    const isDirect = isWeb(access) && group.every(({ isWhole }) => !isWhole);
    const last = statements.at(-1);
    const margin = /[ \t]*$/.exec(module.text.slice(0, last.start))[0];
    if (isDirect && fn.async && statements.every((one) => isOnlyWrite(one, group))) {
      edits.replace(module, statements[0].start, statements[0].end, `await ${session};`);
      for (const one of statements.slice(1)) edits.remove(module, one);
    } else edits.insert(module, last.end, `\n${margin}${fn.async ? 'await ' : ''}${session};`);
  }
  const done = new Set();
  for (const { module, node, trail, isRefresh } of sites.signOuts) {
    const fn = enclosing(trail);
    if (isRefresh || done.has(fn) || signsIn.has(fn)) continue;
    if (!fn) throw new Refusal(module, node, 'tokens are forgotten while the module is loaded');
    done.add(fn);
    const call = `${clientIn(cx, plan, module, edits)}.session.signOut()`;
    const block = blockOf(trail);
    changed.signOuts++;
    if (fn.body.type !== 'BlockStatement' || !block) {
      edits.replace(module, fn.body.start, fn.body.end, `(${call}, ${cx.text(module, fn.body)})`);
      continue;
    }
    const statement = statementOf(trail, node);
    const margin = /[ \t]*$/.exec(module.text.slice(0, statement.start))[0];
    edits.insert(module, statement.start, `${fn.async ? 'await ' : ''}${call};\n${margin}`);
  }
}

const isOnlyWrite = (statement, group) =>
  group.some(
    ({ node }) => bare(statement.expression) === node || bare(bare(statement.expression)?.argument) === node,
  );

const tokensText = (access, refresh) => {
  const field = (name, text) => (text === name ? name : `${name}: ${text}`);
  return `{ ${field('accessToken', access)}${refresh ? `, ${field('refreshToken', refresh)}` : ''} }`;
};

function cookieSites(cx, plan, sites, edits, changed) {
  for (const { module, node, isLogin } of sites.requests) {
    const session = `${clientIn(cx, plan, module, edits)}.session`;
    edits.insert(
      module,
      node.end,
      `.then(async (answer) => {\n  await ${session}.${isLogin ? 'signIn' : 'signOut'}();\n  return answer;\n})`.replace(
        /\n/g,
        `\n${marginOf(module, node)}`,
      ),
    );
    changed[isLogin ? 'signIns' : 'signOuts']++;
  }
}

const marginOf = (module, node) =>
  /^[ \t]*/.exec(module.text.slice(module.text.lastIndexOf('\n', node.start - 1) + 1))[0];

/** A call of the refresh endpoint in a function that keeps tokens. */
function refreshIn(cx, plan, module, fn) {
  let found;
  walk(fn, (node) => {
    if (node.type !== 'CallExpression' || !node.arguments.length) return;
    const url = constantOf(cx.project, module, node.arguments[0]) ?? cx.text(module, node.arguments[0]);
    if (typeof url !== 'string' || !/^[`'"/h]|\$\{/.test(url)) return;
    const isUrl = plan.refreshUrl ? url.includes(plan.refreshUrl) : /refresh/i.test(url);
    const callee = bare(node.callee);
    const isSent =
      dotted(callee) === 'fetch' ||
      cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (isUrl && isSent) found = node;
  });
  return found;
}

/** The call that signs in takes no part in the session: its 401 means a wrong password. */
function addLoginUrls(cx, plan, sites) {
  for (const { url, owner, isLogin } of sites.requests)
    if (
      isLogin &&
      owner === plan.client &&
      /^\//.test(url) &&
      !plan.exclude.some(({ text }) => url.includes(text))
    )
      plan.exclude.push({ text: url, op: 'startsWith' });
}

function setUp(cx, plan, edits, text) {
  const { place, client } = plan;
  if (place.isCreate) {
    const { module, node, options } = client;
    const unit = unitOf(module.text);
    const made = text.replace(/^( {2})+/gm, (blanks) => unit.repeat(blanks.length / 2));
    if (!options) {
      const at = module.text.lastIndexOf(')', node.end - 1);
      edits.insert(module, at, `{\n${indent(`session: ${made},`, 1, unit)}\n}`);
      return;
    }
    const last = options.properties.at(-1);
    const close = options.end - 1;
    if (!last)
      return void edits.replace(
        module,
        options.start,
        options.end,
        `{\n${indent(`session: ${made},`, 1, unit)}\n}`,
      );
    const isOneLine = !module.text.slice(options.start, options.end).includes('\n');
    const comma = /^\s*,/.test(module.text.slice(last.end, close));
    if (isOneLine) {
      // The object is laid out anew, its properties as they were.
      const properties = options.properties.map((one) => indent(`${cx.text(module, one)},`, 1, unit));
      if (createAuthorization(cx, plan))
        throw new Refusal(module, options, 'the token is among the headers of the client: remove it first');
      edits.replace(
        module,
        options.start,
        options.end,
        `{\n${properties.join('\n')}\n${indent(`session: ${made},`, 1, unit)}\n}`,
      );
      return;
    }
    const margin = marginOf(module, last);
    const property = indent(`session: ${made},`, 1, margin).trimStart();
    const at = comma ? module.text.indexOf(',', last.end) + 1 : last.end;
    edits.insert(module, at, `${comma ? '' : ','}\n${margin}${property}`);
    return;
  }
  const { module, hook } = place;
  const statement = statementOf(hook.trail, hook.call);
  const margin = marginOf(module, statement);
  const unit = unitOf(module.text);
  const made = text
    .replace(/^( {2})+/gm, (blanks) => unit.repeat(blanks.length / 2))
    .replace(/\n(?=.)/g, `\n${margin}`);
  const name = cx.text(module, hook.base);
  edits.replace(module, statement.start, statement.end, `${name}.defaults.session = ${made};`);
  hook.isReplaced = true;
}

const unitOf = (text) => {
  const found = /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ';
  return found;
};

function createAuthorization(cx, plan) {
  const headers = plan.client.options && propertyOf(plan.client.options, 'headers');
  return headers && propertyOf(headers.value, 'Authorization');
}

function createHeader(cx, plan, edits) {
  const property = createAuthorization(cx, plan);
  if (!property) return;
  const { module } = plan.client;
  const end = /^\s*,?[ \t]*\r?\n?/.exec(module.text.slice(property.end))[0].length + property.end;
  const start = property.start - /[ \t]*$/.exec(module.text.slice(0, property.start))[0].length;
  edits.replace(module, start, end, '');
}

function removeHooks(cx, plan, edits) {
  for (const hook of plan.hooks) {
    const { module, call, trail } = hook;
    const statement = statementOf(trail, call);
    if (hook.isReplaced) continue;
    if (hook.type === 'request' && hook.found.rest.some(({ type }) => type !== 'VariableDeclaration')) {
      for (const one of hook.found.ours) edits.remove(module, one);
      unusedLocals(cx, hook, hook.found.fn, hook.found.scope, edits);
      continue;
    }
    const handler = hook.error;
    if (handler?.rest.length || hook.keepsAnswer) {
      keepPart(cx, plan, hook, edits);
      continue;
    }
    if (statement.type !== 'ExpressionStatement') {
      const name =
        statement.type === 'VariableDeclaration' && statement.declarations.length === 1
          ? statement.declarations[0].id.name
          : undefined;
      if (!name || module.counts.get(name) > 1)
        throw new Refusal(module, call, 'the id of this interceptor is used');
    }
    edits.remove(module, statement);
  }
  for (const hook of plan.hooks)
    if (hook.isReplaced && (hook.error?.rest.length || hook.keepsAnswer))
      throw new Refusal(
        hook.module,
        hook.call,
        'this interceptor does more than refresh, and cannot be taken apart here',
      );
}

/** Of a response interceptor that does more only the refresh goes. */
function keepPart(cx, plan, hook, edits) {
  const { module, call, error } = hook;
  if (!error?.rest.length) {
    // Only the handler of answers stays.
    const [first, second] = call.arguments;
    edits.replace(module, first.end, second.end, '');
    return;
  }
  if (error.module !== module)
    throw new Refusal(module, call, 'this handler does more than refresh, and is written elsewhere');
  const last = error.statements.at(-1);
  const param = bare(error.fn.params[0])?.name;
  if (!param) throw new Refusal(module, call, 'this handler does more than refresh');
  for (const one of error.ours) edits.remove(module, one);
  const ends = last && !error.ours.includes(last) && /^(Return|Throw)Statement$/.test(last.type);
  if (!ends) {
    const margin = marginOf(module, error.statements[0]);
    edits.insert(
      module,
      error.fn.body.end - 1,
      `${margin.slice(marginOf(module, error.fn).length)}return Promise.reject(${param});\n${marginOf(module, error.fn)}`,
    );
  }
  unusedLocals(cx, hook, error.fn, error.scope, edits);
}

/** Names in a handler that nothing uses any more. */
function unusedLocals(cx, hook, fn, scope, edits) {
  const { module } = hook;
  for (const one of fn.body.body ?? []) {
    if (one.type !== 'VariableDeclaration' || edits.isCovered(module, one)) continue;
    const names = new Set();
    for (const { id } of one.declarations)
      walk(
        id,
        (node, parent, key) =>
          void (
            node.type === 'Identifier' &&
            (parent?.type !== 'Property' || key === 'value') &&
            names.add(node.name)
          ),
      );
    let isUsed = false;
    walk(fn.body, (node) => {
      if (node === one || edits.isCovered(module, node)) return false;
      if (node.type === 'Identifier' && names.has(node.name)) isUsed = true;
      return true;
    });
    if (!isUsed) edits.remove(module, one);
  }
  void cx;
  void scope;
  void bindPattern;
  void Scope;
}

function removeHeader(module, node, trail, edits) {
  const statement = statementOf(trail, node);
  const conditional = trail.findLast(({ type }) => type === 'IfStatement');
  const isOnly =
    conditional &&
    !conditional.alternate &&
    (conditional.consequent === statement ||
      (conditional.consequent.type === 'BlockStatement' &&
        conditional.consequent.body.length === 1 &&
        conditional.consequent.body[0] === statement));
  const inner = statement.type === 'IfStatement' ? statement : isOnly ? conditional : statement;
  const isBlock =
    statement.type === 'IfStatement' &&
    statement.consequent.type === 'BlockStatement' &&
    statement.consequent.body.length > 1;
  if (isBlock) throw new Refusal(module, node, 'the default header is set among other things here');
  edits.remove(module, inner);
}

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

function addImport(module, edits, clause, source, isPackage, name, local) {
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

export { dotted, isTestFile };
