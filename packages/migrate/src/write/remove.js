// What the session does now is removed: interceptors, the part of one that refreshed or set the token, default headers. It
// decides how much of an interceptor that does more has to stay.

import { bare, walk } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { marginOf, statementOf } from './layout.js';

export function removeHooks(cx, plan, edits) {
  for (const hook of plan.hooks) {
    const { module, call, trail } = hook;
    const statement = statementOf(trail, call);
    if (hook.isReplaced) continue;
    if (hook.type === 'request' && hook.found.rest.some(({ type }) => type !== 'VariableDeclaration')) {
      for (const one of hook.found.ours) edits.remove(module, one);
      unusedLocals(module, hook.found.fn, edits);
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
  unusedLocals(module, error.fn, edits);
}

/** Names in a handler that nothing uses any more. */
function unusedLocals(module, fn, edits) {
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
}

export function removeHeader(module, node, trail, edits) {
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
