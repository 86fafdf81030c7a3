// The session beside a client of ky: `createFetch` with the session above it, `fetch` among the client's options, and the
// hooks that the session replaces are gone. It decides the name of the new function and what of the hooks has to stay.

import { baseOf, belongsTo } from '../recognise/base-url.js';
import { Scope } from '../recognise/scope.js';
import { visitAll } from '../recognise/visit.js';
import { constantOf } from '../source/project.js';
import { propertyOf } from '../source/ast.js';
import { quote } from '../recognise/conditions.js';
import { Refusal } from '../refusal.js';
import { addImport } from '../write/client-name.js';
import { indent, marginOf, unitOf } from '../write/layout.js';
import { rewrite } from '../write/rewrite.js';

export function setUpKy(cx, plan, edits, session) {
  const { client, ky } = plan;
  const { module, options } = client;
  checkChildren(cx, plan);
  const taken = (one) => module.declared.has(one) || module.imports.has(one) || module.counts.has(one);
  const name = ['authFetch', 'sessionFetch', 'everfetchFetch'].find((one) => !taken(one));
  if (!name) throw new Refusal(module, client.node, 'the names authFetch and sessionFetch are taken here');
  ky.owner = { module, name, exportedAs: name, node: client.node };
  const unit = unitOf(module.text);
  const base = baseOf(client);
  const lines = [
    ...(base ? [`baseURL: ${baseText(cx, plan, base)},`] : []),
    `session: ${session.replace(/^( {2})+/gm, (blanks) => unit.repeat(blanks.length / 2))},`,
  ];
  const made = `export const ${name} = createFetch({\n${lines.map((line) => indent(line, 1, unit)).join('\n')}\n});`;
  edits.add(module, headOf(module, client.statement), `${made}\n\n`);
  addImport(module, edits, '{ createFetch }', "'everfetch/fetch'", true);
  replaceHooks(cx, plan, edits, propertyOf(options, 'hooks'), `fetch: ${name}`);
}

/** The base of the client's addresses, which may be that of the client that it extends. */
function baseText(cx, plan, base) {
  const constant = constantOf(cx.project, base.module, base.node);
  if (base.module !== plan.client.module && typeof constant === 'string') return quote(constant);
  return rewrite(cx, base.node, new Scope(base.module), () => undefined, plan.place);
}

/** Where a statement begins, with its own comment. */
function headOf(module, statement) {
  const { text } = module;
  const lineStart = (at) => text.lastIndexOf('\n', at - 1) + 1;
  let { start } = statement;
  const comments = module.blocks.flatMap((block) => block.comments);
  const above = () =>
    comments.find(
      (one) =>
        one.end <= start &&
        /^[ \t]*\r?\n?[ \t]*$/.test(text.slice(one.end, start)) &&
        text.slice(lineStart(one.start), one.start).trim() === '',
    );
  for (let comment = above(); comment; comment = above()) start = comment.start;
  return start;
}

function replaceHooks(cx, plan, edits, hooks, text) {
  const { module } = plan.client;
  const staying = new Set();
  for (const hook of plan.hooks) {
    const part = hook.type === 'request' ? hook.found : hook.answer;
    const isMore =
      hook.type === 'request'
        ? part.rest.some(({ type }) => type !== 'VariableDeclaration')
        : part.rest.length > 0;
    if (!isMore) continue;
    // Of a hook that does more only the session's part goes.
    staying.add(hook);
    if (part.module !== module)
      throw new Refusal(module, hook.call, 'this hook does more than the session, and is written elsewhere');
    for (const one of part.ours) edits.remove(module, one);
  }
  const gone = plan.hooks.filter((hook) => !staying.has(hook));
  if (!staying.size && !plan.kept.length) {
    edits.replace(module, hooks.start, hooks.end, text);
    return;
  }
  const isOneLine = !module.text.slice(plan.client.options.start, hooks.start).includes('\n');
  edits.insert(module, hooks.start, `${text},${isOneLine ? ' ' : `\n${marginOf(module, hooks)}`}`);
  for (const property of new Set(gone.map((hook) => hook.property))) {
    const { list, lists } = gone.find((hook) => hook.property === property);
    const own = gone.filter((hook) => hook.property === property).map(({ call }) => call);
    if (own.length === list.elements.length) removeItem(module, edits, lists.properties, property);
    else for (const one of own) removeItem(module, edits, list.elements, one);
  }
}

/** One of several in an object or an array, with its comma and its line. */
function removeItem(module, edits, all, one) {
  const { text } = module;
  const index = all.indexOf(one);
  const next = all[index + 1];
  if (next) return void edits.replace(module, one.start, next.start, '');
  const before = all[index - 1];
  const comma = /^\s*,/.exec(text.slice(one.end))?.[0].length ?? 0;
  if (!before) return void edits.replace(module, one.start, one.end + comma, '');
  // The comma in front becomes that of the last one, or goes with it.
  const from = comma ? text.indexOf(',', before.end) + 1 : before.end;
  edits.replace(module, from, one.end + comma, '');
}

/** Clients that extend this one send by the same function: their addresses have to be of the same origin. */
function checkChildren(cx, plan) {
  const { client } = plan;
  const originOf = (one) => {
    const base = baseOf(one);
    const text = base && constantOf(cx.project, base.module, base.node);
    return typeof text === 'string' && URL.canParse(text) ? new URL(text).origin : text;
  };
  visitAll(cx, [], (module, node) => {
    if (node.type !== 'VariableDeclarator' || cx.clients.isCreate(module, node.init) !== 'ky') return;
    const child = cx.clients.clientOf(module, node.id);
    if (!child || child === client || !belongsTo(child, client) || baseOf(child) === undefined) return;
    const isSame = baseOf(child).node === baseOf(client)?.node;
    const [own, other] = [originOf(client), originOf(child)];
    if (propertyOf(child.options, 'fetch'))
      throw new Refusal(module, node, 'this client sends by a `fetch` of its own, without the session');
    if (!isSame && (own === undefined || own !== other))
      throw new Refusal(
        module,
        node,
        'it is not clear which origin requests of this client, and their token, go to',
      );
  });
}
