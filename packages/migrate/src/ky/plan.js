// A client of ky with its hooks, as a session: everything that was recognised, or a refusal. ky stays, with all calls of
// the application; its requests go by a `fetch` that has the session behind it. So exactly one of the two may send a
// refused request again: it refuses retries of ky that would do it as well.

import { bare, isFunction, literalOf, propertyOf } from '../source/ast.js';
import { isSingleFile } from '../source/blocks.js';
import { baseOf, belongsTo } from '../recognise/base-url.js';
import { readHandler } from '../recognise/handler.js';
import { beginPlan, finishPlan } from '../recognise/plan.js';
import { readRequestFunction } from '../recognise/request.js';
import { Scope } from '../recognise/scope.js';
import { visitAll } from '../recognise/visit.js';
import { Refusal } from '../refusal.js';
import { textOf } from './clients.js';

const PAGE = 'docs/migrating.md#from-ky';
/** What ky sends again by itself. */
const RETRIED = [408, 413, 429, 500, 502, 503, 504];

export function makeKyPlan(cx, client, given, allHooks) {
  const plan = beginPlan(cx, client);
  const { f } = plan;
  plan.ky = {};
  cx.retryKeys.add('@retryCount');
  const refuse = (node, why, page = PAGE) => new Refusal(client.module, node, why, page);
  for (const hook of given) (hook.isOurs ? plan.hooks : plan.kept).push(hook);
  checkClient(cx, client, refuse);
  const one = (type, why) => {
    const found = plan.hooks.filter((hook) => hook.type === type);
    if (found.length > 1) throw refuse(found[1].call, why);
    return found[0];
  };
  const strange = plan.hooks.find(({ type }) => !/^(request|answer)$/.test(type));
  if (strange)
    throw refuse(
      strange.call,
      'a hook before a retry has to do with the session, which sends again by itself',
    );
  const request = one('request', 'two hooks set the token');
  if (request) {
    const { fn, home } = functionOf(cx, request, refuse);
    request.found = readRequestFunction(
      cx,
      home,
      request.call,
      fn,
      new Scope(home),
      valuesOf(cx, request, fn),
    );
    f.request = request.found;
    plan.access = request.found.source;
    if (!plan.access) throw refuse(request.call, 'it is not clear which token this sets');
  }
  const answer = one('answer', 'two hooks refresh');
  if (!answer)
    throw refuse(
      request.call,
      'the token is set here and never renewed: give `session` a refresh endpoint',
      'docs/getting-started.md',
    );
  const { fn, home } = functionOf(cx, answer, refuse);
  answer.answer = readHandler(cx, f, home, fn, new Scope(home), 'response', valuesOf(cx, answer, fn));
  finishPlan(cx, plan, answer, allHooks, () => ({ module: client.module, isKy: true }));
  checkRetries(cx, plan);
  return plan;
}

function functionOf(cx, hook, refuse) {
  const fn = bare(cx.functionOf(hook.module, hook.call));
  if (!isFunction(fn)) throw refuse(hook.call, 'this function is not written here');
  return { fn, home: cx.homeOf(hook.module, hook.call) };
}

/** `(request, options, response, state)`, and one object with all of them since version 2. */
function valuesOf(cx, hook, fn) {
  const [first] = fn.params;
  const isState =
    first?.type === 'ObjectPattern' ||
    (first?.type === 'Identifier' &&
      fn.params.length === 1 &&
      new RegExp(`\\b${first.name}\\.(request|response)\\b`).test(textOf(cx, hook)));
  const state = { t: 'hookState' };
  if (isState) return [state];
  const pair = [{ t: 'config' }, { t: 'config' }];
  return hook.type === 'request' ? [...pair, state] : [...pair, { t: 'response' }, state];
}

function checkClient(cx, client, refuse) {
  if (client.single)
    throw refuse(client.node, 'a client of ky in a field of a class is not moved by this command');
  if (client.module.imports.get('ky')?.isRequired)
    throw refuse(client.node, 'ky is loaded by `require` here, and everfetch/fetch would have to be too');
  if (isSingleFile(client.module.path))
    throw refuse(client.node, 'the client is made in a component: create it in a module of its own');
  const { options } = client;
  const own = propertyOf(options, 'fetch');
  if (own) throw refuse(own, 'requests go by a `fetch` of the application already: give it to `createFetch`');
  if (options.properties.some(({ type }) => type === 'SpreadElement'))
    throw refuse(options, 'not all options of this client are written here');
  const headers = propertyOf(options, 'headers');
  if (headers && /authorization/i.test(cx.text(client.module, headers)))
    throw refuse(headers, 'the token is among the headers of the client: remove it first');
  for (let one = client.parent; one && !one.isGlobal; one = one.parent) {
    if (one.options && one.options.type !== 'ObjectExpression')
      throw refuse(client.node, 'not all options of this client are written here');
    for (const key of ['hooks', 'fetch'])
      if (propertyOf(one.options, key))
        throw refuse(client.node, `this client inherits \`${key}\` from another one`);
  }
  const base = baseOf(client);
  const both = base?.key !== 'baseUrl' && propertyOf(options, 'baseUrl');
  if (both) throw refuse(both, '`prefix` and `baseUrl` together are not understood');
}

/** ky may not send again what the session sends again. */
function checkRetries(cx, plan) {
  const { client, f } = plan;
  const refreshed = f.gates.flatMap((gate) => gate.statuses ?? []);
  const check = (module, options) => {
    const property = propertyOf(options, 'retry');
    if (!property) return undefined;
    const refuse = (why) => new Refusal(module, property, why, PAGE);
    const value = bare(property.value);
    if (typeof literalOf(value) === 'number') return literalOf(value) === 0;
    if (value.type !== 'ObjectExpression' || value.properties.some(({ type }) => type === 'SpreadElement'))
      throw refuse('whether ky sends a refused request again cannot be seen here');
    if (propertyOf(value, 'shouldRetry'))
      throw refuse('`shouldRetry` may send a refused request again, and so does the session');
    const codes = propertyOf(value, 'statusCodes')?.value;
    if (codes) {
      const list = bare(codes).type === 'ArrayExpression' ? bare(codes).elements.map(literalOf) : [undefined];
      if (!list.every(Number.isInteger))
        throw refuse('whether ky sends a refused request again cannot be seen here');
      const twice = list.find((status) => refreshed.includes(status));
      if (twice)
        throw refuse(
          `ky sends a request that was answered ${twice} again, and so does the session: remove it here`,
        );
      return true;
    }
    return literalOf(propertyOf(value, 'limit')?.value) === 0;
  };
  let isSafe = check(client.module, client.options);
  for (let one = client.parent; one && isSafe === undefined; one = one.parent)
    isSafe = check(one.module, one.options);
  const twice = refreshed.find((status) => RETRIED.includes(status));
  if (twice && !isSafe)
    throw new Refusal(
      client.module,
      client.node,
      `ky sends a request that was answered ${twice} again, and so does the session: leave it out of \`retry.statusCodes\``,
      PAGE,
    );
  visitAll(cx, [], (module, node) => {
    if (node.type !== 'CallExpression' || node === client.node) return;
    const callee = bare(node.callee);
    const owner = cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (owner && belongsTo(owner, client)) for (const one of node.arguments) check(module, one);
  });
}
