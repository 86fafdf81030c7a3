// What an expression of an interceptor stands for: the error, the request that failed, a stored token, a field of the
// refresh's answer, the flag or queue of a hand-written refresh. It has no side; what is unknown is undefined.

import { bare, bodyOf, dotted, isFunction, keyOf, literalOf } from '../source/ast.js';
import { constantOf, resolve, resolveCallee } from '../source/project.js';
import { member } from './members.js';
import { Scope } from './scope.js';
import { storageArea, storeSource, stored } from './stored.js';

export const TOKENISH = /token|jwt|bearer|credential|auth|session/i;
const isTokenCell = (name) => /token|jwt|bearer/i.test(name) && !/promise|refreshing|is[A-Z]/.test(name);

/** What a name at the top of a module is. */
function topValue(cx, module, name) {
  const client = cx.clients.clientOf(module, { type: 'Identifier', name });
  if (client) return { t: 'client', client };
  const found = resolve(cx.project, module, name);
  if (!found) return undefined;
  if (found.package || found.namespace) return { t: 'import', found, text: name };
  const { init } = found;
  const id = `${found.module.path}#${found.name}`;
  if (isFunction(init)) return { t: 'function', found };
  if (typeof literalOf(init) === 'boolean') return { t: 'flag', id };
  if (/^(ArrayExpression)$/.test(init?.type) && !init.elements.length) return { t: 'queue', id };
  if (init?.type === 'NewExpression' && /^(Set|Map|Array)$/.test(init.callee.name) && !init.arguments.length)
    return { t: 'queue', id };
  if (
    found.kind !== 'const' &&
    (!init || literalOf(init) === null || literalOf(init) === '' || init.name === 'undefined')
  )
    return isTokenCell(name)
      ? { t: 'source', area: 'variable', id: `variable:${id}`, text: name, cell: found, module }
      : { t: 'slot', id };
  if (init) {
    const source = evaluate(cx, init, new Scope(found.module));
    // A value that was read when the module was loaded.
    if (source?.t === 'source' && found.kind !== 'const') return { ...source, text: name, cell: found };
  }
  return { t: 'other', text: name, found };
}

/** @returns {any} */
export function evaluate(cx, given, scope) {
  const node = bare(given);
  if (!node) return undefined;
  switch (node.type) {
    case 'Identifier':
      if (scope.has(node.name)) return scope.get(node.name);
      if (node.name === 'undefined') return { t: 'nothing' };
      return topValue(cx, scope.module, node.name);
    case 'Literal':
      return node.value === null ? { t: 'nothing' } : { t: 'literal', value: node.value };
    case 'TemplateLiteral':
    case 'BinaryExpression': {
      const bearer = bearerOf(cx, node, scope);
      if (bearer) return bearer;
      const value = constantOf(cx.project, scope.module, node);
      return value === undefined ? undefined : { t: 'literal', value };
    }
    case 'MemberExpression': {
      const area = storageArea(node.object, scope.module);
      if (
        area &&
        keyOf(node) !== undefined &&
        !/^(getItem|setItem|removeItem|clear|length)$/.test(keyOf(node))
      )
        return stored(area, keyOf(node), cx.text(scope.module, node), { module: scope.module });
      const object = evaluate(cx, node.object, scope);
      const key = node.computed ? constantOf(cx.project, scope.module, node.property) : keyOf(node);
      if (object && key !== undefined) return member(object, String(key));
      return storeSource(cx, node, scope);
    }
    case 'LogicalExpression': {
      const left = evaluate(cx, node.left, scope);
      const right = evaluate(cx, node.right, scope);
      const isEmpty = right?.t === 'nothing' || (right?.t === 'literal' && right.value === '');
      if (node.operator !== '&&' && isEmpty) return left;
      // `JSON.parse(localStorage.getItem('user') || '{}')`
      if (
        node.operator !== '&&' &&
        left?.t === 'source' &&
        /^['"]?(\{\}|null|\[\])/.test(String(right?.value))
      )
        return { ...left, text: cx.text(scope.module, node) };
      if (node.operator === '||' && left?.t === 'source' && right?.t === 'source') return undefined;
      if (left?.t === 'headers' && bare(node.right).type === 'ObjectExpression') return left;
      if (node.operator !== '&&' && left?.t === 'reply' && right?.t === 'source')
        return { ...left, fallback: right };
      return undefined;
    }
    case 'ConditionalExpression': {
      const [a, b] = [node.consequent, node.alternate].map((one) => evaluate(cx, one, scope));
      const empty = (one) => one?.t === 'nothing' || (one?.t === 'literal' && !one.value);
      return empty(b)
        ? a && withText(a, cx, scope, node)
        : empty(a)
          ? b && withText(b, cx, scope, node)
          : undefined;
    }
    case 'CallExpression':
      return callValue(cx, node, scope);
    case 'NewExpression': {
      // `new Request(request, { headers })`, `new Headers(request.headers)`
      const copied = node.arguments[0] && evaluate(cx, node.arguments[0], scope);
      return copied?.t === { Request: 'config', Headers: 'headers' }[node.callee.name] ? copied : undefined;
    }
    case 'ObjectExpression':
      return node.properties.some(
        (one) => one.type === 'SpreadElement' && evaluate(cx, one.argument, scope)?.t === 'config',
      )
        ? { t: 'config' }
        : undefined;
    default:
      return undefined;
  }
}

const withText = (value, cx, scope, node) =>
  value.t === 'source' ? { ...value, text: cx.text(scope.module, node) } : value;

/** `Bearer ${token}` and `'Bearer ' + token`. */
export function bearerOf(cx, given, scope) {
  const node = bare(given);
  let scheme;
  let token;
  if (
    node.type === 'TemplateLiteral' &&
    node.expressions.length === 1 &&
    node.quasis[1].value.cooked === ''
  ) {
    scheme = node.quasis[0].value.cooked;
    token = node.expressions[0];
  } else if (
    node.type === 'BinaryExpression' &&
    node.operator === '+' &&
    typeof literalOf(node.left) === 'string'
  ) {
    scheme = literalOf(node.left);
    token = node.right;
  }
  if (scheme === undefined || !/^[\w-]+ $/.test(scheme)) return undefined;
  const value = evaluate(cx, token, scope);
  return value && /^(source|reply|access|promised)$/.test(value.t)
    ? { t: 'bearer', scheme: scheme.trim(), value }
    : undefined;
}

/** Reading a token, or an object with tokens, by a call. */
function callValue(cx, node, scope) {
  const callee = bare(node.callee);
  const text = () => cx.text(scope.module, node);
  if (callee.type === 'MemberExpression') {
    const area = storageArea(callee.object, scope.module);
    if (area && keyOf(callee) === 'getItem') {
      const key = constantOf(cx.project, scope.module, node.arguments[0]);
      return typeof key === 'string'
        ? stored(area, key, text(), { module: scope.module, keyNode: bare(node.arguments[0]) })
        : undefined;
    }
    const owner = bare(callee.object);
    const found =
      owner.type === 'Identifier' && !scope.has(owner.name) && resolve(cx.project, scope.module, owner.name);
    if (found?.package === 'js-cookie' && keyOf(callee) === 'get') {
      const key = constantOf(cx.project, scope.module, node.arguments[0]);
      return typeof key === 'string'
        ? stored('cookie', key, text(), {
            module: scope.module,
            keyNode: bare(node.arguments[0]),
            owner: owner.name,
          })
        : undefined;
    }
    if (dotted(callee) === 'JSON.parse' && node.arguments.length === 1) {
      const inner = evaluate(cx, node.arguments[0], scope);
      return inner?.t === 'source'
        ? { ...inner, t: 'object', isJson: true, isMaybe: true, path: [], text: text() }
        : undefined;
    }
    const object = evaluate(cx, owner, scope);
    if (object?.t === 'headers' && /^(get|has)$/.test(keyOf(callee)))
      return { t: 'header', name: String(literalOf(node.arguments[0])) };
    if (object?.t === 'answerHeaders' && keyOf(callee) === 'get')
      return { t: 'answerHeader', name: String(literalOf(node.arguments[0])).toLowerCase() };
    if (object?.t === 'raw' && keyOf(callee) === 'json') return { t: 'reply', path: [] };
    // Of ky's hooks and fetch.
    if (/^(config|response)$/.test(object?.t ?? '') && keyOf(callee) === 'clone') return object;
    if (object?.t === 'response' && keyOf(callee) === 'json') return { t: 'answer', path: [] };
  }
  const fn = resolveCallee(cx.project, scope.module, callee);
  const local = callee.type === 'Identifier' && scope.has(callee.name);
  if (fn && !local && !node.arguments.length) {
    const value = returned(cx, fn);
    if (value && /^(source|object)$/.test(value.t))
      return { ...value, text: text(), isHelper: true, isMaybe: value.isMaybe, helperModule: scope.module };
  }
  return storeSource(cx, node, scope);
}

/** What a small function returns: constants, and one value. */
function returned(cx, { module, init }, depth = 0) {
  if (depth > 3) return undefined;
  const scope = new Scope(module);
  const statements = bodyOf(init);
  for (const one of statements) {
    if (one.type === 'VariableDeclaration')
      for (const { id, init: value } of one.declarations)
        bindPattern(cx, scope, id, evaluate(cx, value, scope));
    else if (one.type === 'ReturnStatement') return evaluate(cx, one.argument, scope);
    // `if (!user) return null;`
    else if (one.type === 'IfStatement' && !one.alternate && /^(Return|Block)/.test(one.consequent.type))
      continue;
    else return undefined;
  }
  return undefined;
}

/** Binds the names of a pattern to a value and its members. */
export function bindPattern(cx, scope, pattern, value) {
  const node = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  if (node.type === 'Identifier') scope.set(node.name, value ?? { t: 'unknown' });
  else if (node.type === 'ObjectPattern')
    for (const one of node.properties) {
      if (one.type !== 'Property') {
        bindPattern(cx, scope, one.argument, undefined);
        continue;
      }
      const key = keyOf(one);
      bindPattern(cx, scope, one.value, value && key !== undefined ? member(value, key) : undefined);
    }
  else if (node.type === 'ArrayPattern')
    for (const one of node.elements) if (one) bindPattern(cx, scope, one, undefined);
}
