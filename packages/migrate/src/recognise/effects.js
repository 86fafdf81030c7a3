// The calls and assignments of a hand-written refresh. It decides what each does: the refresh call, the second try, the
// queue, a token that is kept or forgotten, or what the application does when the session is over.

import {
  bare,
  bodyOf,
  dotted,
  isFunction,
  keyOf,
  literalOf,
  namesIn,
  propertyOf,
  walk,
} from '../source/ast.js';
import { constantOf, resolve, resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { apply, perform } from './handler.js';
import { bearerOf, evaluate, Scope, storageArea } from './values.js';

const CLEARING = /log_?out|sign_?out|clear|reset|remove/i;
const METHODS = /^(get|post|put|patch|delete|request)$/;
const VOID = { t: 'void' };

/** Which field of the answer is the access token shows in how it is used. */
const noteAccess = (f, value) => {
  if (value?.t === 'reply') f.accessPaths.push(value.path);
  if (value?.t === 'source') f.sources.push(value);
};

const isTokens = (value) => value && /^(reply|raw|access)$/.test(value.t);

/** The tokens of an expression, however deep they are in it. */
function tokensIn(cx, node, scope) {
  const found = [];
  const look = (given) => {
    const one = bare(given);
    if (!one || typeof one.type !== 'string') return;
    const value = /^(Identifier|MemberExpression|CallExpression|LogicalExpression)$/.test(one.type)
      ? evaluate(cx, one, scope)
      : undefined;
    if (isTokens(value)) return void found.push({ node: one, value });
    walk(one, (child, parent, key) => {
      if (child === one) return true;
      if (parent?.type === 'Property' && key === 'key') return false;
      if (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) return false;
      look(child);
      return false;
    });
  };
  look(node);
  return found;
}
export { tokensIn };

export function assignment(cx, f, node, scope, mode, statement) {
  const { module } = scope;
  const left = bare(node.left);
  if (left.type === 'Identifier' && scope.has(left.name)) {
    const value = perform(cx, f, node.right, scope, mode);
    for (let one = scope; one; one = one.parent)
      if (one.names.has(left.name)) one.names.set(left.name, value);
    return value;
  }
  const path = dotted(left);
  if (/^location(\.href)?$/.test(path ?? ''))
    return navigate(cx, f, node.right, scope, mode, statement ?? node);
  const target = evaluate(cx, left, scope);
  switch (target?.t) {
    case 'retry':
      cx.retryKeys?.add(target.key);
      return VOID;
    case 'flag':
      perform(cx, f, node.right, scope, mode);
      return VOID;
    case 'queue':
      return VOID;
    case 'slot': {
      const value = perform(cx, f, node.right, scope, mode);
      return value && value.t !== 'nothing' ? value : { t: 'slot' };
    }
    case 'header':
    case 'headers':
      return header(cx, f, node.right, scope, node, target);
    case 'config':
      return VOID;
    case 'configPart':
      if (/^(baseURL|sent|withCredentials)$/.test(target.key)) break;
      // `original.data = JSON.parse(original.data)`, which the second try needs with axios.
      if (target.key === 'data') return VOID;
      break;
    case 'source': {
      const tokens = tokensIn(cx, node.right, scope);
      if (tokens.length) return save(f, statement ?? node, scope, tokens);
      const value = evaluate(cx, node.right, scope);
      if (value?.t === 'nothing' || value?.value === '') {
        if (mode === 'fail') f.clears.push({ node: statement ?? node, scope });
        return VOID;
      }
      break;
    }
    default:
  }
  if (mode === 'fail' && left.type === 'MemberExpression') return end(cx, f, statement ?? node, scope);
  throw new Refusal(module, node, 'this assignment is not understood');
}

/** The token of the second try, and of later requests. */
function header(cx, f, given, scope, node, target) {
  let right = bare(given);
  if (right.type === 'ConditionalExpression') right = bare(right.consequent);
  const name = target.t === 'header' ? target.name : undefined;
  if (right.type === 'ObjectExpression') {
    for (const one of right.properties) {
      if (one.type === 'SpreadElement') continue;
      header(cx, f, one.value, scope, node, { t: 'header', name: keyOf(one) });
    }
    return VOID;
  }
  const bearer = bearerOf(cx, right, scope);
  const value = bearer ? bearer.value : evaluate(cx, right, scope);
  if (value && /^(reply|access|source|nothing|headers|header)$/.test(value.t)) {
    if (bearer) Object.assign(f, { scheme: bearer.scheme, header: name ?? f.header });
    else if (value.t === 'reply' || value.t === 'access')
      Object.assign(f, { scheme: f.scheme ?? '', header: name });
    noteAccess(f, value);
    return VOID;
  }
  if (/^(content-type|accept)$/i.test(name ?? '')) return VOID;
  if (target.t === 'headers' && evaluate(cx, right, scope)?.t === 'headers') return VOID;
  throw new Refusal(scope.module, node, 'this header is not understood');
}

function save(f, node, scope, tokens) {
  for (const { value } of tokens) if (value.t === 'raw') value.path = [];
  f.saves.push({ node, scope, tokens });
  return VOID;
}

function end(cx, f, node, scope) {
  f.ends.push({ node, scope });
  return VOID;
}

function navigate(cx, f, given, scope, mode, statement) {
  if (mode !== 'fail')
    throw new Refusal(scope.module, statement, 'the page goes elsewhere although the refresh has not failed');
  const url = constantOf(cx.project, scope.module, given);
  if (f.login && f.login.url !== url)
    throw new Refusal(
      scope.module,
      statement,
      'the page goes to two different places when the refresh has failed',
    );
  if (typeof url === 'string') f.login = { url };
  else end(cx, f, statement, scope);
  return VOID;
}

export function construct(cx, f, node, scope, mode, statement) {
  if (bare(node.callee).name === 'Promise') {
    const executor = bare(node.arguments[0]);
    if (!isFunction(executor)) throw new Refusal(scope.module, node, 'this promise is not understood');
    const [resolve, reject] = executor.params.map(({ name }) => name);
    const inner = new Scope(scope.module, scope);
    if (resolve) inner.set(resolve, { t: 'settle' });
    if (reject) inner.set(reject, { t: 'settleFailed' });
    const before = { refresh: f.refresh, settled: f.settled };
    f.settled = undefined;
    apply(cx, f, { fn: { ...executor, params: [] }, scope: inner }, [], mode);
    const value = f.settled ?? (f.refresh !== before.refresh ? { t: 'unknown' } : { t: 'access' });
    f.settled = before.settled;
    return value;
  }
  if (mode === 'fail' || /Error$/.test(bare(node.callee).name ?? '')) return { t: 'failure' };
  throw new Refusal(scope.module, node, 'this is not understood', statement);
}

export function call(cx, f, node, scope, mode, statement) {
  const { module } = scope;
  const callee = bare(node.callee);
  const whole = statement ?? node;
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  const path = dotted(callee) ?? '';
  const values = () => node.arguments.map((one) => perform(cx, f, one, scope, mode));

  if (/^Promise\.(reject|resolve)$/.test(path)) {
    const value =
      node.arguments[0] && key === 'resolve' ? perform(cx, f, node.arguments[0], scope, mode) : undefined;
    return key === 'reject' ? { t: 'rejected' } : (value ?? { t: 'nothing' });
  }
  if (/^console\./.test(path)) return VOID;
  if (/^location\.(assign|replace)$/.test(path))
    return navigate(cx, f, node.arguments[0], scope, mode, whole);
  if (/^(then|catch|finally)$/.test(key ?? '')) return chain(cx, f, node, callee, key, scope, mode);

  // Functions that were made here, and those that settle a promise.
  if (callee.type === 'Identifier' && scope.has(callee.name)) {
    const value = scope.get(callee.name);
    if (value.t === 'settle') {
      const given = node.arguments[0] ? perform(cx, f, node.arguments[0], scope, mode) : { t: 'nothing' };
      if (given?.t === 'reply') noteAccess(f, given);
      f.settled ??= given;
      return VOID;
    }
    if (value.t === 'settleFailed') return VOID;
    if (value.t === 'closure') return apply(cx, f, value, values(), mode);
    if (value.t === 'queued' || value.t === 'local') return VOID;
  }
  if (key) {
    const object = evaluate(cx, callee.object, scope);
    if (object?.t === 'queue') return queue(cx, f, node, key, scope);
    if (object?.t === 'headers' && /^(set|setAuthorization|delete)$/.test(key)) {
      const name = key === 'set' ? String(literalOf(node.arguments[0])) : 'Authorization';
      if (key !== 'delete')
        header(cx, f, node.arguments[key === 'set' ? 1 : 0], scope, node, { t: 'header', name });
      return VOID;
    }
    if (object?.t === 'raw' && key === 'json') return { t: 'reply', path: [] };
  }

  const sent = request(cx, f, node, callee, key, scope, mode);
  if (sent) return sent;

  const known = evaluate(cx, node, scope);
  if (known?.t === 'source' || known?.t === 'object') {
    if (known.t === 'source') f.sources.push(known);
    if (statement && mode === 'fail') return forget(cx, f, node, whole, scope);
    return known;
  }

  const area = key && storageArea(callee.object, scope.module);
  if (mode === 'fail') return forget(cx, f, node, whole, scope, area);
  const fn = resolveCallee(cx.project, module, callee);
  if (fn && isQueueFunction(cx, fn)) {
    for (const [index, one] of node.arguments.entries()) {
      const value = perform(cx, f, one, scope, mode);
      if (value?.t === 'closure') apply(cx, f, value, [{ t: 'access' }, { t: 'access' }], 'queue');
      else if (value?.t === 'reply') noteAccess(f, value);
      else if (index > 2) throw new Refusal(module, node, 'this call is not understood');
    }
    return { t: 'access' };
  }
  const tokens = node.arguments.flatMap((one) => tokensIn(cx, one, scope));
  const isClear = fn && !tokens.length && node.arguments.length === 0 && clearsOnly(cx, fn);
  if (fn && !isClear && doesRequests(cx, fn)) {
    f.inlined.push(fn);
    return apply(cx, f, { fn: fn.init, scope: new Scope(fn.module) }, values(), mode);
  }
  if (tokens.length) return save(f, whole, scope, tokens);
  // Forgets the tokens before it asks for new ones.
  throw new Refusal(module, node, 'it is not clear what this call does');
}

/** `.then`, `.catch` and `.finally` of a promise. */
function chain(cx, f, node, callee, key, scope, mode) {
  const value = perform(cx, f, callee.object, scope, mode);
  const settled = value?.t === 'slot' ? { t: 'access' } : value;
  const invoke = (given, args, how) => {
    const fn = bare(given);
    if (!fn) return undefined;
    if (isFunction(fn)) return apply(cx, f, { fn, scope }, args, how);
    const found = evaluate(cx, fn, scope);
    if (found?.t === 'closure') return apply(cx, f, found, args, how);
    if (found?.t === 'settle' || found?.t === 'settleFailed') return args[0];
    if (found?.t === 'function' && isQueueFunction(cx, found.found)) return VOID;
    if (found?.t === 'function')
      return apply(cx, f, { fn: found.found.init, scope: new Scope(found.found.module) }, args, how);
    throw new Refusal(scope.module, fn, 'this function is not written here');
  };
  const fails = mode === 'queue' ? 'queue' : 'fail';
  if (key === 'then') {
    const next = invoke(node.arguments[0], [settled], mode) ?? VOID;
    if (node.arguments[1]) invoke(node.arguments[1], [{ t: 'failure' }], fails);
    return next;
  }
  invoke(node.arguments[0], key === 'catch' ? [{ t: 'failure' }] : [], key === 'catch' ? fails : mode);
  return value;
}

/** What is done with the requests that wait. */
function queue(cx, f, node, key, scope) {
  if (!/^(push|unshift|add|forEach|map|clear|splice|shift|pop|set|delete|filter|length)$/.test(key))
    throw new Refusal(scope.module, node, 'this use of the queue is not understood');
  for (const given of node.arguments) {
    const one = bare(given);
    const fns = isFunction(one)
      ? [one]
      : one.type === 'ObjectExpression'
        ? one.properties.map((p) => bare(p.value ?? p.argument)).filter(isFunction)
        : [];
    for (const fn of fns) {
      const params = fn.params.map((param) => param);
      const isEach = /^(forEach|map|filter)$/.test(key);
      const inner = new Scope(scope.module, scope);
      for (const param of params) {
        const names = new Set();
        walk(param, (n) => void (n.type === 'Identifier' && names.add(n.name)));
        for (const name of names)
          inner.set(name, isEach ? { t: 'queued' } : /err/i.test(name) ? { t: 'failure' } : { t: 'access' });
      }
      if (isEach) {
        checkQueued(cx, f, fn, inner);
        continue;
      }
      apply(cx, f, { fn: { ...fn, params: [] }, scope: inner }, [], 'queue');
    }
  }
  return key === 'push' ? VOID : VOID;
}

/** `queue.forEach(({ resolve, reject }) => …)`: only what was queued is called, with the token or the error. */
function checkQueued(cx, f, fn, scope) {
  for (const name of namesIn(fn.body)) {
    const value = scope.get(name) ?? (name === 'undefined' || name === 'null' ? VOID : undefined);
    if (!value) throw new Refusal(scope.module, fn, 'this use of the queue is not understood');
    if (value.t === 'reply' && value.path.length) noteAccess(f, value);
  }
  walk(fn.body, (one) => {
    const value = one.type === 'MemberExpression' && evaluate(cx, one, scope);
    if (value?.t === 'reply') noteAccess(f, value);
  });
}

/** A function that touches nothing but a queue, flags, and what it is given. */
export function isQueueFunction(cx, fn, depth = 0) {
  if (depth > 2) return false;
  const own = new Set();
  const { init, module } = fn;
  walk(init, (one) => {
    if (isFunction(one))
      for (const param of one.params) walk(param, (n) => void (n.type === 'Identifier' && own.add(n.name)));
    if (one.type === 'VariableDeclarator')
      walk(one.id, (n) => void (n.type === 'Identifier' && own.add(n.name)));
  });
  const scope = new Scope(module);
  let touches = false;
  for (const name of namesIn({ type: 'Program', body: [init.body] })) {
    if (own.has(name) || /^(undefined|Promise|Error|console)$/.test(name)) continue;
    const value = evaluate(cx, { type: 'Identifier', name }, scope);
    if (value?.t === 'queue') touches = true;
    else if (/^(flag|slot)$/.test(value?.t ?? '')) touches = true;
    else if (!(
      isTypeName(module, name) ||
      (value?.t === 'function' && isQueueFunction(cx, value.found, depth + 1))
    ))
      return false;
  }
  return touches;
}

const isTypeName = (module, name) =>
  /^TS/.test(module.declared.get(name)?.node?.type ?? '') || /^[A-Z]/.test(name);

/** Whether a function sends a request, itself or one step further. */
export function doesRequests(cx, { init, module }, depth = 0) {
  let does = false;
  walk(init, (one) => {
    if (does || one.type !== 'CallExpression') return !does;
    const callee = bare(one.callee);
    if (callee.name === 'fetch' || dotted(callee) === 'fetch') does = true;
    else if (cx.clients.clientOf(module, callee)) does = true;
    else if (callee.type === 'MemberExpression' && cx.clients.clientOf(module, callee.object)) does = true;
    else if (depth < 2) {
      const fn = resolveCallee(cx.project, module, callee);
      if (fn && fn.init !== init) does = doesRequests(cx, fn, depth + 1);
    }
    return !does;
  });
  return does;
}

const clearsOnly = () => false;

/** A request of a client or of `fetch`: the second try, or the refresh call. */
function request(cx, f, node, callee, key, scope, mode) {
  const client = key
    ? METHODS.test(key) && cx.clients.clientOf(scope.module, callee.object)
    : callee.type === 'Identifier' && !scope.has(callee.name) && cx.clients.clientOf(scope.module, callee);
  const isFetch = dotted(callee) === 'fetch';
  if (!client && !isFetch) return undefined;
  const isAgain = (one) => {
    const value = bare(one);
    if (evaluate(cx, value, scope)?.t === 'config') return true;
    if (value?.type !== 'ObjectExpression') return false;
    return value.properties.some(
      (part) => part.type === 'SpreadElement' && evaluate(cx, part.argument, scope)?.t === 'config',
    );
  };
  const again = node.arguments.find(isAgain);
  if (again) {
    f.resends++;
    for (const one of bare(again).properties ?? [])
      if (one.type === 'Property') cx.retryKeys?.add(keyOf(one));
    const headers = propertyOf(again, 'headers');
    if (headers) header(cx, f, headers.value, scope, node, { t: 'headers' });
    return { t: 'again' };
  }
  if (mode === 'fail') return undefined;
  if (mode === 'queue') throw new Refusal(scope.module, node, 'a request that waits sends something else');
  const [first, second, third] = node.arguments;
  const object = bare(first)?.type === 'ObjectExpression' ? bare(first) : undefined;
  const part = (name) => propertyOf(object, name)?.value;
  const method = isFetch
    ? String(literalOf(propertyOf(second, 'method')?.value) ?? 'GET').toUpperCase()
    : object
      ? String(literalOf(part('method')) ?? 'GET').toUpperCase()
      : key && key !== 'request'
        ? key.toUpperCase()
        : 'GET';
  const hasBody = /^(POST|PUT|PATCH)$/.test(method);
  const made = {
    node,
    scope,
    client: client || undefined,
    isFetch,
    method,
    url: object ? part('url') : first,
    body: isFetch ? propertyOf(second, 'body')?.value : object ? part('data') : hasBody ? second : undefined,
    config: isFetch ? second : (object ?? (hasBody ? third : second)),
  };
  if (f.refresh && f.refresh.node !== node) throw new Refusal(scope.module, node, 'a second request is made');
  f.refresh = made;
  return { t: 'raw', isFetch };
}

/** What is done when the refresh has failed. */
function forget(cx, f, node, whole, scope, area) {
  const { module } = scope;
  const callee = bare(node.callee);
  const key = callee.type === 'MemberExpression' ? keyOf(callee) : undefined;
  const fn = resolveCallee(cx.project, module, callee);
  if (fn && isQueueFunction(cx, fn)) return VOID;
  if (area && /^(removeItem|clear)$/.test(key)) {
    f.clears.push({
      node: whole,
      scope,
      area,
      key: key === 'clear' ? '*' : constantOf(cx.project, module, node.arguments[0]),
    });
    return VOID;
  }
  const owner = key && bare(callee.object);
  const found = owner?.type === 'Identifier' && resolve(cx.project, module, owner.name);
  if (found?.package === 'js-cookie' && key === 'remove') {
    f.clears.push({
      node: whole,
      scope,
      area: 'cookie',
      key: constantOf(cx.project, module, node.arguments[0]),
    });
    return VOID;
  }
  for (const one of node.arguments)
    if (isFunction(bare(one)) && !/^(setTimeout|queueMicrotask)$/.test(dotted(callee) ?? ''))
      throw new Refusal(module, node, 'it is not clear what this call does');
  const isEmpty =
    node.arguments.length > 0 &&
    node.arguments.every(
      (one) => /^(nothing)$/.test(evaluate(cx, one, scope)?.t ?? '') || literalOf(one) === '',
    );
  const isStore =
    /(^|\.)(getState\(\)|use\w*\(\))\./.test(dotted(callee) ?? '') || isStoreMethod(cx, callee, scope);
  const action = key === 'dispatch' ? bare(node.arguments[0]) : undefined;
  const isDispatched =
    action?.type === 'CallExpression' &&
    !action.arguments.length &&
    CLEARING.test(keyOf({ property: bare(action.callee).property ?? bare(action.callee) }) ?? '');
  const isClearing = isDispatched || isEmpty || (isStore && CLEARING.test(key ?? ''));
  (isClearing ? f.clears : f.ends).push({ node: whole, scope, isStore, isCall: true });
  return VOID;
}

const isStoreMethod = (cx, callee, scope) =>
  callee.type === 'MemberExpression' && evaluate(cx, callee.object, scope)?.area === 'store';

export { bodyOf };
