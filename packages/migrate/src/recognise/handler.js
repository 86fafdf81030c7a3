// A hand-written refresh: the handler of a response interceptor, with all functions that it calls. It walks every
// statement in the order of execution and decides what each one is: part of the queue, the refresh call, a token that
// is kept, the second try, or what happens when the user has to sign in again. One that is none of these refuses the
// client: `Refusal`.
//
// Three modes: `main`; `queue`, what waits for the refresh of another request; `fail`, what happens when it fails.

import { bodyOf, isFunction } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { condition } from './branches.js';
import { leavesOf } from './conditions.js';
import { perform } from './perform.js';
import { Scope } from './scope.js';
import { bindPattern } from './values.js';

/** What is learnt about a client's refresh. */
export const nothingFound = () => ({
  /** Conditions under which a request is refreshed for. */
  gates: [],
  refresh: undefined,
  /** Fields of the answer that were used as the access token. */
  accessPaths: [],
  /** Statements that keep tokens, forget them, and tell that the session is over. */
  saves: [],
  clears: [],
  ends: [],
  login: undefined,
  resends: 0,
  scheme: undefined,
  sources: [],
  inlined: [],
  /** Shared promises of the whole answer, by the variable. */
  shared: new Map(),
});

/**
 * The handler of an error, or of an answer that is one by its status or body. @param {'error' | 'response'} what
 * @param {any[]} [values] of its parameters
 */
export function readHandler(cx, f, module, fn, outer, what, values = [{ t: what }]) {
  const scope = new Scope(module, outer);
  for (const [index, param] of fn.params.entries()) bindPattern(cx, scope, param, values[index]);
  const ours = [];
  const rest = [];
  const statements = bodyOf(fn);
  for (const [index, one] of statements.entries()) {
    if (isOtherStatus(cx, f, one, scope)) {
      rest.push(one);
      continue;
    }
    if (one.type === 'ReturnStatement' || one.type === 'ThrowStatement') {
      const value = run(cx, f, one, scope, 'main');
      if (index < statements.length - 1)
        throw new Refusal(module, statements[index + 1], 'this can never run');
      if (value?.t === 'rejected' || value?.t === what || one.type === 'ThrowStatement') continue;
      ours.push(one);
      continue;
    }
    const isAlias = one.type === 'VariableDeclaration' && !f.refresh;
    const calls = f.refresh;
    run(cx, f, one, scope, 'main');
    if (!isAlias || calls !== f.refresh) ours.push(one);
  }
  return { fn, scope, ours, rest, statements, module };
}

/** `if (status === 403) …`: another matter, which may stay as it is. */
function isOtherStatus(cx, f, node, scope) {
  if (node.type !== 'IfStatement') return false;
  let leaves;
  try {
    leaves = leavesOf(cx, node.test, scope);
  } catch {
    return false;
  }
  const telling = leaves.filter(({ kind }) => kind !== 'trivial');
  const isOther =
    telling.length === 1 &&
    (telling[0].kind === 'otherStatus' ||
      (telling[0].kind === 'status' &&
        telling[0].positive &&
        !telling[0].statuses.includes(401) &&
        !mentionsRefresh(cx, node, scope)));
  return isOther && (!node.alternate || isOtherStatus(cx, f, node.alternate, scope));
}

const mentionsRefresh = (cx, node, scope) => {
  const text = cx.text(scope.module, node);
  return /refresh|_retry|\.config\)/i.test(text);
};

/** Runs statements; gives what the function would return. */
function runAll(cx, f, statements, scope, mode) {
  let value;
  for (const one of statements) {
    const result = run(cx, f, one, scope, mode);
    if (result !== undefined && value === undefined) value = result;
    if (result !== undefined && value?.t === 'rejected' && result.t !== 'rejected') value = result;
  }
  return value;
}

/** Gives a value only where the function may return there. */
export function run(cx, f, node, scope, mode) {
  const { module } = scope;
  switch (node.type) {
    case 'EmptyStatement':
      return undefined;
    case 'BlockStatement':
      return runAll(cx, f, node.body, new Scope(module, scope), mode);
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) {
        const value = init ? perform(cx, f, init, scope, mode) : { t: 'local' };
        bindPattern(cx, scope, id, value ?? { t: 'nothing' });
      }
      return undefined;
    case 'FunctionDeclaration':
      scope.set(node.id.name, { t: 'closure', fn: node, scope });
      return undefined;
    case 'ExpressionStatement':
      perform(cx, f, node.expression, scope, mode, node);
      return undefined;
    case 'ReturnStatement':
      return node.argument
        ? (perform(cx, f, node.argument, scope, mode) ?? { t: 'nothing' })
        : { t: 'nothing' };
    case 'ThrowStatement':
      return { t: 'rejected' };
    case 'IfStatement':
      return condition(cx, f, node, scope, mode);
    case 'TryStatement': {
      const value = run(cx, f, node.block, scope, mode);
      let failed;
      if (node.handler) {
        const inner = new Scope(module, scope);
        if (node.handler.param) bindPattern(cx, inner, node.handler.param, { t: 'failure' });
        failed = run(cx, f, node.handler.body, inner, mode === 'queue' ? 'queue' : 'fail');
      }
      if (node.finalizer) run(cx, f, node.finalizer, scope, mode);
      return value ?? failed;
    }
    default:
      if (mode === 'fail' && /^TS/.test(node.type)) return undefined;
      throw new Refusal(module, node, 'this statement is not understood');
  }
}

/** Calls a function of the project with values. */
export function apply(cx, f, closure, args, mode) {
  const fn = closure.fn;
  if (!isFunction(fn)) throw new Refusal(closure.scope.module, fn, 'this function is not written here');
  const scope = new Scope(closure.scope.module, closure.scope);
  fn.params.forEach((param, index) => bindPattern(cx, scope, param, args[index] ?? { t: 'nothing' }));
  cx.depth = (cx.depth ?? 0) + 1;
  if (cx.depth > 12) throw new Refusal(closure.scope.module, fn, 'functions call each other too deeply here');
  try {
    return runAll(cx, f, bodyOf(fn), scope, mode);
  } finally {
    cx.depth--;
  }
}
