// A hand-written refresh: the handler of a response interceptor, with all functions that it calls. It walks every
// statement in the order of execution and decides what each one is: part of the queue, the refresh call, a token that
// is kept, the second try, or what happens when the user has to sign in again. One that is none of these refuses the
// client: `Refusal`.
//
// Three modes: `main`; `queue`, what waits for the refresh of another request; `fail`, what happens when it fails.

import { bare, bodyOf, isFunction } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { leavesOf } from './conditions.js';
import { assignment, call, construct } from './effects.js';
import { bindPattern, evaluate, Scope } from './values.js';

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
});

/** The handler of an error, or of an answer that is one by its body. @param {'error' | 'response'} what */
export function readHandler(cx, f, module, fn, outer, what) {
  const scope = new Scope(module, outer);
  if (fn.params[0]) bindPattern(cx, scope, fn.params[0], { t: what });
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
export function runAll(cx, f, statements, scope, mode) {
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

const FAIL_KINDS = /^(retry)$/;

function condition(cx, f, node, scope, mode) {
  const branch = (one, how) => one && run(cx, f, one, scope, how);
  if (mode === 'fail') {
    const isFailure = failureStatuses(cx, node.test, scope);
    if (isFailure) {
      branch(node.consequent, 'fail');
      branch(node.alternate, 'fail');
      return undefined;
    }
  }
  // `if (a || b) return` is read as what goes on after it.
  if (mode !== 'fail' && isExit(node.consequent, cx, scope)) {
    const negative = tryLeaves(cx, node.test, scope, false);
    if (negative && negative.some(({ kind }) => /^(status|retry|answer|urls?|trivial)$/.test(kind))) {
      gate(cx, f, negative, scope);
      return branch(node.alternate, mode);
    }
  }
  const leaves = leavesOf(cx, node.test, scope);
  const has = (kind, positive) =>
    leaves.some((one) => one.kind === kind && (positive === undefined || one.positive === positive));

  if (mode !== 'fail' && leaves.every(({ kind }) => kind === 'loginPage'))
    throw new Refusal(scope.module, node, 'this depends on the page');
  if (mode === 'fail') {
    const isHarmless = leaves.every(({ kind }) =>
      /^(loginPage|trivial|presence|flag|queueError)$/.test(kind),
    );
    const page = leaves.find(({ kind }) => kind === 'loginPage');
    if (page && (page.positive || node.alternate))
      throw new Refusal(scope.module, node.test, 'what happens when the refresh fails depends on the page');
    if (!isHarmless)
      throw new Refusal(scope.module, node.test, 'what happens when the refresh fails depends on this');
    branch(node.consequent, mode);
    branch(node.alternate, mode);
    return undefined;
  }
  // Whether there is a refresh token.
  if (leaves.every(({ kind }) => kind === 'presence' || kind === 'reply' || kind === 'queueError')) {
    for (const { value } of leaves) if (value?.t === 'source') f.sources.push(value);
    const isPresent = leaves.every(({ positive }) => positive);
    if (!isPresent && leaves.some(({ positive }) => positive))
      throw new Refusal(scope.module, node.test, 'this mixture of conditions is not understood');
    const first = branch(node.consequent, isPresent ? mode : 'fail');
    const second = branch(node.alternate, isPresent ? 'fail' : mode);
    return isPresent ? (first ?? second) : (second ?? undefined);
  }
  if (leaves.every(({ kind }) => /^(flag|slot|trivial)$/.test(kind)) && (has('flag') || has('slot'))) {
    const first = branch(node.consequent, has('flag', true) ? 'queue' : mode);
    const second = branch(node.alternate, mode);
    return has('flag', true) || has('slot', true) ? second : (first ?? second);
  }
  // The second try was refused too, or the refresh itself.
  const isEnd =
    leaves.some((one) => FAIL_KINDS.test(one.kind) && one.positive) ||
    leaves.some((one) => one.kind === 'url' && one.positive);
  if (isEnd) {
    // Only its URL says what is excluded.
    gate(
      cx,
      f,
      leaves.filter(({ kind }) => kind === 'url').map((one) => ({ ...one, positive: false })),
      scope,
    );
    branch(node.consequent, 'fail');
    return branch(node.alternate, mode);
  }
  gate(cx, f, leaves, scope);
  const value = branch(node.consequent, mode);
  if (node.alternate && !isExit(node.alternate, cx, scope))
    throw new Refusal(scope.module, node.alternate, 'what happens with other errors is not understood');
  return value;
}

function tryLeaves(cx, test, scope, positive) {
  try {
    return leavesOf(cx, test, scope, positive);
  } catch {
    return undefined;
  }
}

function gate(cx, f, leaves, scope) {
  for (const one of leaves) {
    if (one.kind === 'trivial' || one.kind === 'slot') continue;
    if (one.kind === 'retry' && !one.positive) continue;
    if (one.kind === 'flag' && !one.positive) continue;
    if (one.kind === 'presence' && one.positive) continue;
    if (/^(status|answer|url|urls)$/.test(one.kind)) {
      if (f.refresh) throw new Refusal(scope.module, one.node, 'a condition after the refresh');
      if ((one.kind === 'url' || one.kind === 'urls') && one.positive)
        throw new Refusal(scope.module, one.node, 'a refresh for some requests only');
      f.gates.push(one);
      continue;
    }
    throw new Refusal(scope.module, one.node, 'this condition is not understood here');
  }
}

/** `return Promise.reject(error)`, `throw error`, `return response`, and nothing else. */
function isExit(node, cx, scope) {
  const one = node?.type === 'BlockStatement' ? (node.body.length === 1 ? node.body[0] : undefined) : node;
  if (one?.type === 'ThrowStatement') return true;
  if (one?.type !== 'ReturnStatement') return false;
  const value = bare(one.argument);
  if (!value) return true;
  if (value.type === 'CallExpression')
    return /^Promise\s*\.\s*(reject|resolve)$/.test(cx.text(scope.module, value.callee));
  return /^(error|response)$/.test(evaluate(cx, value, scope)?.t ?? '');
}

/** `failure.response?.status === 401` in the handler of a failed refresh: the session ends only then here, too. */
function failureStatuses(cx, test, scope) {
  const node = bare(test);
  if (node.type === 'LogicalExpression')
    return failureStatuses(cx, node.left, scope) && failureStatuses(cx, node.right, scope);
  if (node.type === 'CallExpression')
    return (
      /isAxiosError$/.test(cx.text(scope.module, node.callee)) &&
      scope.get(bare(node.arguments[0])?.name)?.t === 'failure'
    );
  if (node.type !== 'BinaryExpression') return false;
  if (node.operator === 'instanceof') return scope.get(bare(node.left)?.name)?.t === 'failure';
  if (!/^===?$/.test(node.operator)) return false;
  const path = cx.text(scope.module, node.left).replace(/[?!\s]|\(|\)|as \w+/g, '');
  const [name] = path.split('.');
  return (
    scope.get(name)?.t === 'failure' &&
    /^\w+\.(response\.)?status$/.test(path) &&
    [400, 401, 403].includes(bare(node.right).value)
  );
}

/** Evaluates with effects. `statement` is the statement that the expression makes up. */
export function perform(cx, f, given, scope, mode, statement) {
  const node = bare(given);
  switch (node.type) {
    case 'AwaitExpression': {
      const value = perform(cx, f, node.argument, scope, mode, statement);
      return value?.t === 'slot' ? { t: 'access' } : value;
    }
    case 'AssignmentExpression':
      return assignment(cx, f, node, scope, mode, statement);
    case 'CallExpression':
      return call(cx, f, node, scope, mode, statement);
    case 'NewExpression':
      return construct(cx, f, node, scope, mode, statement);
    case 'SequenceExpression':
      for (const one of node.expressions.slice(0, -1)) perform(cx, f, one, scope, mode, statement);
      return perform(cx, f, node.expressions.at(-1), scope, mode, statement);
    case 'ConditionalExpression': {
      const leaves = leavesOf(cx, node.test, scope);
      if (leaves.every(({ kind }) => /^(flag|slot|queueError)$/.test(kind))) {
        const [a, b] = [node.consequent, node.alternate].map((one) =>
          perform(cx, f, one, scope, mode, statement),
        );
        return a && a.t !== 'slot' && a.t !== 'void' ? a : b;
      }
      const value = evaluate(cx, node, scope);
      if (value) return value;
      throw new Refusal(scope.module, node, 'this choice is not understood');
    }
    case 'LogicalExpression': {
      const left = evaluate(cx, node.left, scope);
      if (left?.t === 'slot' && node.operator !== '&&') {
        return perform(cx, f, node.right, scope, mode, statement) ?? left;
      }
      const value = evaluate(cx, node, scope);
      if (value) return value;
      if (node.operator === '&&') {
        const leaves = leavesOf(cx, node.left, scope);
        if (leaves.every(({ kind }) => /^(trivial|presence|reply|flag|slot)$/.test(kind)))
          return perform(cx, f, node.right, scope, mode, statement);
      }
      throw new Refusal(scope.module, node, 'this is not understood');
    }
    case 'UnaryExpression':
      if (node.operator === 'void')
        return perform(cx, f, node.argument, scope, mode, statement) && { t: 'nothing' };
      if (node.operator === 'delete' && /^header/.test(evaluate(cx, node.argument, scope)?.t ?? ''))
        return { t: 'void' };
      if (node.operator === '!') return { t: 'literal' };
      break;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { t: 'closure', fn: node, scope };
    case 'ObjectExpression':
    case 'ArrayExpression': {
      const known = evaluate(cx, node, scope);
      return known ?? { t: 'made', node, scope };
    }
    default:
  }
  const value = evaluate(cx, node, scope);
  if (value) {
    if (value.t === 'source') f.sources.push(value);
    return value;
  }
  if (mode === 'fail') return { t: 'unknown' };
  throw new Refusal(scope.module, node, 'this is not understood');
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
