// The interceptors of answers. It decides which kind each one is: a refresh on an error, on a body code, by
// axios-auth-refresh, or a new token in a header.

import { bare, bodyOf, isFunction, keyOf, literalOf } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { apply, nothingFound, readHandler } from './handler.js';
import { AUTH } from './plan.js';
import { Scope } from './scope.js';

export function readAnswers(cx, plan, hook) {
  const { f } = plan;
  const { module, call } = hook;
  const outer = new Scope(hook.module);
  if (hook.type === 'library') return readLibrary(cx, plan, hook, outer);
  const [onAnswer, onError] = call.arguments.map((one) => cx.functionOf(module, one));
  const isTrivial = (fn) => !fn || (isFunction(fn) && isIdentity(cx, module, fn));
  hook.parts = [];
  if (isFunction(onAnswer) && !isIdentity(cx, module, onAnswer)) {
    const text = cx.text(cx.homeOf(module, call.arguments[0]), onAnswer);
    const isSliding =
      new RegExp(`\\b${onAnswer.params[0]?.name}\\.headers\\b`).test(text) &&
      /token|authorization/i.test(text);
    if (isSliding) hook.sliding = readSliding(cx, plan, cx.homeOf(module, call.arguments[0]), onAnswer);
    else if (AUTH.test(text) || /code\b.*[=!]==?/.test(text)) {
      hook.answer = readHandler(cx, f, cx.homeOf(module, call.arguments[0]), onAnswer, outer, 'response');
      f.byBody = f.gates.splice(0);
      if (!f.byBody.length)
        throw new Refusal(module, call.arguments[0], 'it is not clear when this refreshes');
    } else hook.keepsAnswer = true;
  } else if (!isTrivial(onAnswer))
    throw new Refusal(module, call.arguments[0], 'this function is not written here');
  if (isFunction(onError)) {
    const refresh = f.refresh;
    if (refresh) cx.checkPassingOn(module, call.arguments[1]);
    else hook.error = readHandler(cx, f, cx.homeOf(module, call.arguments[1]), onError, outer, 'error');
  } else if (!f.refresh && !hook.sliding) throw new Refusal(module, call, 'no handler of errors was found');
}

/** `(response) => response` */
function isIdentity(cx, module, fn) {
  const statements = bodyOf(fn).filter(({ type }) => type !== 'EmptyStatement');
  const name = fn.params[0]?.name;
  const value =
    statements.length === 1 && statements[0].type === 'ReturnStatement'
      ? bare(statements[0].argument)
      : undefined;
  return value?.type === 'Identifier' && value.name === name;
}

/** A new token in a header of every answer. */
function readSliding(cx, plan, module, fn) {
  const scope = new Scope(module);
  const inner = nothingFound();
  const statements = bodyOf(fn);
  const last = statements.at(-1);
  if (last?.type !== 'ReturnStatement' || bare(last.argument)?.name !== fn.params[0]?.name)
    throw new Refusal(module, fn, 'this handler does more than take a new token');
  apply(
    cx,
    inner,
    { fn: { ...fn, body: { type: 'BlockStatement', body: statements.slice(0, -1) } }, scope },
    [{ t: 'raw' }],
    'main',
  );
  const paths = new Map(
    inner.saves.flatMap(({ tokens }) => tokens.map(({ value }) => [JSON.stringify(value.path), value.path])),
  );
  if (paths.size !== 1 || inner.refresh || [...paths.values()][0][0] !== '@headers')
    throw new Refusal(module, fn, 'this handler does more than take a new token');
  return { name: [...paths.values()][0][1], module, fn };
}

/** axios-auth-refresh: the function that is given does the refresh. */
function readLibrary(cx, plan, hook, outer) {
  const { f } = plan;
  const { module, call } = hook;
  const [, given, options] = call.arguments;
  const fn = cx.functionOf(module, given);
  if (!isFunction(fn)) throw new Refusal(module, given, 'the refresh function is not written here');
  const home = cx.homeOf(module, given);
  apply(cx, f, { fn, scope: new Scope(home, outer) }, [{ t: 'error' }], 'main');
  const object = bare(options);
  if (object && object.type !== 'ObjectExpression')
    throw new Refusal(module, options, 'these options are not written here');
  for (const one of object?.properties ?? []) {
    const key = one.type === 'Property' ? keyOf(one) : undefined;
    const value = bare(one.value);
    if (
      key === 'statusCodes' &&
      value.type === 'ArrayExpression' &&
      value.elements.every((item) => Number.isInteger(literalOf(item)))
    )
      f.gates.push({ kind: 'status', positive: true, statuses: value.elements.map(literalOf) });
    else if (!/^(pauseInstanceWhileRefreshing|deduplicateRefresh|skipWhileRefreshing)$/.test(key ?? ''))
      throw new Refusal(
        module,
        one,
        `the option ${key} has no counterpart in the session`,
        'docs/axios-compatibility.md',
      );
  }
  if (!f.gates.some(({ kind }) => kind === 'status'))
    f.gates.push({ kind: 'status', positive: true, statuses: [401] });
}
