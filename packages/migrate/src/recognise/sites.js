// The other places of an application that have to do with the session: where somebody signs in or out, where the token
// is set as a default header or by hand, where a refresh is asked for. It decides what each has to become, and refuses
// the client where one of them would go on without the session's knowledge.

import { bare, boundNames, isFunction, keyOf, literalOf, pathOf } from '../source/ast.js';
import { constantOf, resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { belongsTo } from './base-url.js';
import { followHelpers } from './helpers.js';
import { noteOthers } from './other-places.js';
import { Scope } from './scope.js';
import { isCookies, storageArea } from './stored.js';
import { site, write } from './token-writes.js';
import { bearerOf, evaluate } from './values.js';
import { enclosing, visitAll } from './visit.js';

const LOGIN_URL = /(^|\/)(auth\/)?(log-?in|sign-?in|sessions?|authenticate|tokens?)(\/|$|\?)/i;
const LOGOUT_URL = /(log-?out|sign-?out)(\/|$|\?)/i;

const has = (one, area, key) => one && one.area === area && (one.key === key || key === '*');

/** @typedef {{ module: any, trail: any[], node: any, access?: string, refresh?: string, isHelper?: boolean, isWhole?: boolean }} Site */

export function findSites(cx, plan) {
  const { access, refresh } = plan;
  const sites = { signIns: [], signOuts: [], headers: [], renewals: [], requests: [], handlers: [] };
  const state = { cx, plan, sites, helpers: [] };

  visitAll(cx, plan.skip, (module, node, trail) => {
    if (node.type === 'CallExpression') {
      const callee = bare(node.callee);
      const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
      const area =
        key && (storageArea(callee.object, module) ?? (isCookies(cx, module, callee) ? 'cookie' : undefined));
      if (area) {
        const name = node.arguments.length ? constantOf(cx.project, module, node.arguments[0]) : '*';
        const isAccess = has(access, area, name);
        const isRefresh = has(refresh, area, name);
        if ((key === 'setItem' || key === 'set') && (isAccess || isRefresh))
          write(state, module, node, trail, node.arguments[1], isAccess, isRefresh);
        else if (/^(removeItem|remove|clear)$/.test(key) && (isAccess || (isRefresh && !access)))
          sites.signOuts.push({ module, node, trail, isAll: key === 'clear' });
        else if (/^(removeItem|remove)$/.test(key) && isRefresh)
          sites.signOuts.push({ module, node, trail, isRefresh: true });
      } else ownWrite(state, module, node, trail, callee);
      requests(state, module, node, trail, callee, key);
      renewal(state, module, node, trail, callee);
    } else if (node.type === 'AssignmentExpression') assigned(state, module, node, trail);
    else if (
      node.type === 'BinaryExpression' &&
      /^===?$/.test(node.operator) &&
      literalOf(node.right) === 401
    )
      sites.handlers.push({ module, node });
    else if (node.type === 'UnaryExpression' && node.operator === 'delete') {
      if (isDefaultHeader(state, module, node.argument)) sites.headers.push({ module, node, trail });
    } else if (node.type === 'Property' && keyOf(node) === 'Authorization')
      manual(state, module, node, trail);
  });

  noteOthers(cx, plan, sites);
  followHelpers(state);
  return sites;
}

/** Calls of the application's own functions and stores by which the refresh kept the tokens. */
function ownWrite(state, module, node, trail, callee) {
  const { plan, sites } = state;
  for (const one of plan.writers ?? []) {
    if (!one.matches(module, node, callee)) continue;
    const at = (spot) => spot && { node: node.arguments[spot.index], path: spot.path };
    if (one.dispatched) {
      const inner = bare(node.arguments[0]);
      const from = (spot) => spot && { node: inner.arguments[spot.index], path: spot.path };
      return void site(state, module, node, trail, from(one.access), from(one.refresh), true);
    }
    return void site(state, module, node, trail, at(one.access), at(one.refresh), true);
  }
  for (const one of plan.clearers ?? [])
    if (one(module, node, callee)) return void sites.signOuts.push({ module, node, trail });
}

function assigned(state, module, node, trail) {
  const { cx, plan, sites, helpers } = state;
  const { access, refresh } = plan;
  if (isDefaultHeader(state, module, node.left)) {
    const value = bare(node.right);
    const scope = new Scope(module);
    for (const fn of trail.filter(isFunction))
      for (const param of fn.params)
        for (const name of boundNames(param)) scope.set(name, { t: 'source', id: name, text: name });
    const isToken =
      /^`?'?(Bearer|Token)\b/.test(cx.text(module, value)) ||
      bearerOf(cx, value, scope) ||
      /^(nothing|source)$/.test(evaluate(cx, value, scope)?.t ?? '') ||
      literalOf(value) === '';
    if (!isToken) throw new Refusal(module, node, 'it is not clear which token this is');
    return void sites.headers.push({ module, node, trail });
  }
  const area = node.left.type === 'MemberExpression' && storageArea(node.left.object, module);
  if (area) {
    const key = keyOf(node.left);
    if (has(access, area, key) || has(refresh, area, key))
      write(state, module, node, trail, node.right, has(access, area, key), has(refresh, area, key));
    return;
  }
  const left = bare(node.left);
  if (access?.area !== 'variable' || left.type !== 'Identifier') return;
  const target = evaluate(cx, left, new Scope(module));
  if (target?.id !== access.id || isShadowed(trail, left.name)) return;
  const value = evaluate(cx, node.right, new Scope(module));
  if (value?.t === 'nothing' || literalOf(node.right) === '') {
    const fn = enclosing(trail);
    if (fn) helpers.push({ fn, clears: true });
    return;
  }
  site(state, module, node, trail, { node: node.right, path: [] }, undefined, false);
}

function isDefaultHeader(state, module, given) {
  const { cx, plan } = state;
  const path = pathOf(given);
  if (!path || path[1] !== 'defaults' || path[2] !== 'headers' || !/^authorization$/i.test(path.at(-1)))
    return false;
  let node = bare(given);
  while (node.type === 'MemberExpression') node = bare(node.object);
  const owner = cx.clients.clientOf(module, node);
  if (owner && owner !== plan.client && owner.isGlobal)
    throw new Refusal(
      module,
      given,
      'the token is set on the global axios, and another client has the session',
    );
  return owner === plan.client;
}

/** A token that a request of this client brings by itself. */
function manual(state, module, node, trail) {
  const { cx, plan } = state;
  const call = trail.findLast(({ type }) => type === 'CallExpression');
  const callee = call && bare(call.callee);
  const owner =
    callee && cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
  if (owner && belongsTo(owner, plan.client))
    throw new Refusal(
      module,
      node,
      'a request that sets its own Authorization header takes no part in the session: remove the header first',
    );
}

function requests(state, module, node, trail, callee, key) {
  const { cx, plan, sites } = state;
  const owner =
    key && /^(post|put|get|delete|request)$/.test(key)
      ? cx.clients.clientOf(module, callee.object)
      : undefined;
  if (!owner) return;
  const url = constantOf(cx.project, module, node.arguments[0]) ?? tailOf(node.arguments[0]);
  if (typeof url !== 'string') return;
  const isLogin =
    key === 'post' &&
    LOGIN_URL.test(url) &&
    !LOGOUT_URL.test(url) &&
    url !== plan.refreshUrl &&
    !/refresh/i.test(url);
  if (isLogin || LOGOUT_URL.test(url)) sites.requests.push({ module, node, trail, url, owner, isLogin });
}

function renewal(state, module, node, trail, callee) {
  const { cx, plan, sites } = state;
  if (callee.type !== 'Identifier' && callee.type !== 'MemberExpression') return;
  const found = resolveCallee(cx.project, module, callee);
  if (!found || !plan.inlined.some(({ init }) => init === found.init)) return;
  sites.renewals.push({ module, node, trail });
}

const tailOf = (given) => {
  const node = bare(given);
  return node?.type === 'TemplateLiteral' && node.quasis.length === 2 && node.quasis[0].value.cooked === ''
    ? node.quasis[1].value.cooked
    : undefined;
};

const isShadowed = (trail, name) =>
  trail.some((one) => isFunction(one) && one.params.some((param) => boundNames(param).includes(name)));
