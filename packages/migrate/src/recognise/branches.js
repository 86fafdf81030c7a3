// The conditions inside a hand-written refresh. It decides which branch is the refresh, which waits for another one, which
// is the failure, and what a condition says about the requests that are refreshed for.

import { bare } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { leavesOf } from './conditions.js';
import { run } from './handler.js';
import { evaluate } from './values.js';

const FAIL_KINDS = /^(retry)$/;

export function condition(cx, f, node, scope, mode) {
  const branch = (one, how) => (one ? run(cx, f, one, scope, how) : undefined);
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
    // Beside "not yet tried again" an address says which requests are refreshed for.
    (has('url', true) && !has('retry', false));
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
