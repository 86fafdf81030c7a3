// A request interceptor that sets the token. It decides which of its statements do only that, and what they say about
// the session: where the access token is read, the header and the scheme, which requests go without. Other statements
// stay, if they have nothing to do with the token.

import {
  bare,
  bodyOf,
  boundNames,
  isFunction,
  keyOf,
  literalOf,
  namesIn,
  propertyOf,
} from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { leavesOf } from './conditions.js';
import { bearerOf, bindPattern, evaluate } from './values.js';
import { Scope } from './scope.js';

/** @returns {{ source?: any, header?: string, scheme?: string, excluded: any[], ours: any[], rest: any[], fn: any, scope: Scope }} */
export function readRequestHook(cx, module, call, outer) {
  const [given, onError] = call.arguments;
  const fn = bare(cx.functionOf(module, given));
  if (!isFunction(fn))
    throw new Refusal(module, given ?? call, 'the request interceptor is not written here');
  const scope = new Scope(module, outer);
  cx.checkPassingOn(module, onError);
  return readRequestFunction(cx, module, call, fn, scope, [{ t: 'config' }]);
}

/** The function itself. ky's hooks are such functions too: they may return nothing. */
export function readRequestFunction(cx, module, call, fn, scope, values) {
  const found = { excluded: [], ours: [], rest: [], fn, scope, call, module };
  for (const [index, param] of fn.params.entries()) bindPattern(cx, scope, param, values[index]);
  const statements = bodyOf(fn);
  for (const one of statements) {
    const isOurs = statement(cx, found, one, scope);
    if (isOurs === 'ours') found.ours.push(one);
    else if (isOurs === 'rest') found.rest.push(one);
  }
  if (found.source || found.ours.length) {
    const hidden = new Set();
    for (const one of found.ours)
      if (one.type === 'VariableDeclaration')
        for (const { id } of one.declarations) for (const name of boundNames(id)) hidden.add(name);
    for (const one of found.rest)
      for (const name of namesIn(one))
        if (hidden.has(name))
          throw new Refusal(module, one, 'this uses the token, which the session keeps now');
  }
  return found;
}

/** @returns {'ours' | 'rest' | undefined} undefined: it may go or stay, as it likes */
function statement(cx, found, node, scope) {
  const { module } = scope;
  switch (node.type) {
    case 'EmptyStatement':
      return undefined;
    case 'ReturnStatement': {
      const value = bare(node.argument);
      if (!value) return undefined;
      // `(request) => request.headers.set(…)`
      if (node.isImplied && headerSet(cx, found, value, scope)) return 'ours';
      // `return token ? { ...config, headers: … } : config`
      if (value?.type === 'ConditionalExpression') {
        for (const one of leavesOf(cx, value.test, scope))
          if (one.kind !== 'presence')
            throw new Refusal(module, value.test, 'this condition for setting the token is not understood');
        const kinds = [value.consequent, value.alternate].map((one) =>
          statement(cx, found, { ...node, argument: one }, scope),
        );
        if (kinds.includes('rest'))
          throw new Refusal(module, node, 'the request interceptor returns something else than the config');
        return 'ours';
      }
      if (evaluate(cx, value, scope)?.t === 'config') {
        // `return { ...config, headers: { ...config.headers, Authorization: … } }`
        const made = value.type === 'NewExpression' ? bare(value.arguments[1]) : value;
        const headers = propertyOf(made, 'headers');
        const others = made.properties?.length - (made === value ? 1 : 0);
        if (headers && others === 1 && headersObject(cx, found, bare(headers.value), scope)) return 'ours';
        return /^(Object|New)Expression$/.test(value.type) ? 'rest' : undefined;
      }
      if (value?.type === 'CallExpression' && cx.text(module, value.callee) === 'Promise.resolve')
        return undefined;
      throw new Refusal(module, node, 'the request interceptor returns something else than the config');
    }
    case 'VariableDeclaration': {
      let isToken = false;
      for (const { id, init } of node.declarations) {
        const value = evaluate(
          cx,
          bare(init)?.type === 'AwaitExpression' ? bare(init).argument : init,
          scope,
        );
        bindPattern(cx, scope, id, value);
        if (value && /^(source|object)$/.test(value.t)) isToken = true;
      }
      return isToken ? 'ours' : 'rest';
    }
    case 'IfStatement':
      return ifStatement(cx, found, node, scope);
    case 'ExpressionStatement':
      return headerSet(cx, found, node.expression, scope) ? 'ours' : rest(cx, node, scope);
    case 'TryStatement':
      throw new Refusal(module, node, 'a request interceptor that tries and catches is not understood');
    default:
      return rest(cx, node, scope);
  }
}

function ifStatement(cx, found, node, scope) {
  const inner = [node.consequent, node.alternate]
    .filter(Boolean)
    .flatMap((one) => (one.type === 'BlockStatement' ? one.body : [one]));
  const setters = inner.filter(
    (one) => one.type === 'ExpressionStatement' && headerSet(cx, { excluded: [] }, one.expression, scope),
  );
  const tokens = inner.filter((one) => one.type === 'VariableDeclaration');
  if (!setters.length && !tokens.length && !inner.some((one) => one.type === 'IfStatement')) {
    // `if (config.url.includes('/login')) return config;`
    const isExit =
      inner.length === 1 &&
      inner[0].type === 'ReturnStatement' &&
      (!inner[0].argument || evaluate(cx, inner[0].argument, scope)?.t === 'config');
    if (isExit) {
      for (const one of leavesOf(cx, node.test, scope))
        // `if (!token) return`
        if (one.kind !== 'presence' || one.positive) exclude(cx, found, one, !one.positive, scope);
      return 'ours';
    }
    return rest(cx, node, scope);
  }
  let leaves;
  try {
    leaves = leavesOf(cx, node.test, scope);
  } catch (error) {
    if (!setters.length) return rest(cx, node, scope);
    throw error;
  }
  for (const one of leaves) {
    if (one.kind === 'presence' || one.kind === 'trivial') continue;
    exclude(cx, found, one, one.positive, scope);
  }
  for (const one of inner)
    if (statement(cx, found, one, scope) === 'rest')
      throw new Refusal(scope.module, one, 'this stands among the statements that set the token');
  return 'ours';
}

/** A condition on the URL: requests that go without the token. */
function exclude(cx, found, one, goesWithToken, scope) {
  const urls = one.kind === 'urls' ? one.urls : one.kind === 'url' ? [one] : undefined;
  if (!urls || goesWithToken)
    throw new Refusal(scope.module, one.node, 'this condition for setting the token is not understood');
  found.excluded.push(...urls);
}

/** Statements that set the header. */
function headerSet(cx, found, given, scope) {
  let node = bare(given);
  if (node.type === 'LogicalExpression' && node.operator === '&&') {
    leavesOf(cx, node.left, scope);
    node = bare(node.right);
  }
  if (node.type === 'AssignmentExpression' && /^(=|\?\?=|\|\|=)$/.test(node.operator)) {
    const target = evaluate(cx, node.left, scope);
    if (target?.t === 'header') return credential(cx, found, target.name, node.right, scope);
    if (target?.t === 'headers' && !target.client) {
      const value = bare(node.right);
      if (evaluate(cx, value, scope)?.t === 'headers') return true;
      if (value.type === 'ObjectExpression')
        return !value.properties.length || headersObject(cx, found, value, scope);
      if (value.type === 'NewExpression') return headersObject(cx, found, bare(value.arguments[0]), scope);
    }
    return false;
  }
  if (node.type === 'CallExpression') {
    const callee = bare(node.callee);
    if (callee.type !== 'MemberExpression' || keyOf(callee) !== 'set') return false;
    if (evaluate(cx, callee.object, scope)?.t !== 'headers') return false;
    return credential(cx, found, String(literalOf(node.arguments[0])), node.arguments[1], scope);
  }
  return false;
}

/** `{ ...config.headers, Authorization: … }` with nothing else in it. */
function headersObject(cx, found, node, scope) {
  if (node?.type !== 'ObjectExpression') return false;
  let isCredential = false;
  for (const one of node.properties) {
    if (one.type === 'SpreadElement') {
      if (evaluate(cx, one.argument, scope)?.t === 'headers') continue;
      // `...(token && { Authorization: … })`
      const value = bare(one.argument);
      const inner =
        value.type === 'LogicalExpression'
          ? bare(value.right)
          : value.type === 'ConditionalExpression'
            ? bare(value.consequent)
            : undefined;
      if (!headersObject(cx, found, inner, scope)) return false;
      isCredential = true;
    } else if (credential(cx, found, keyOf(one), one.value, scope)) isCredential = true;
    else return false;
  }
  return isCredential;
}

function credential(cx, found, header, given, scope) {
  let node = bare(given);
  if (node.type === 'ConditionalExpression')
    node =
      [node.consequent, node.alternate].map(bare).find((one) => bearerOf(cx, one, scope)) ??
      bare(node.consequent);
  const bearer = bearerOf(cx, node, scope);
  const value = bearer ? bearer.value : evaluate(cx, node, scope);
  if (!value || value.t !== 'source') return false;
  if (found.source && found.source.id !== value.id)
    throw new Refusal(scope.module, given, 'two different tokens are set');
  Object.assign(found, { source: value, header, scheme: bearer ? bearer.scheme : '' });
  return true;
}

/** What has nothing to do with the token may stay. */
function rest(cx, node, scope) {
  const text = cx.text(scope.module, node);
  if (/authorization|bearer/i.test(text) || /\b(local|session)Storage\b.*token/i.test(text))
    throw new Refusal(scope.module, node, 'this has to do with the token and is not understood');
  return 'rest';
}
