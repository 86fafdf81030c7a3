// What a condition in an interceptor asks: whether the status is 401, whether this is the second try, whether a refresh
// runs, whether there is a token. It decides which conditions are understood; any other one refuses the client.
//
// A condition is read as a list of leaves that hold together. What goes on after `if (a || b) return` is `!a` and `!b`.

import { bare, dotted, keyOf, literalOf } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { evaluate } from './values.js';

/** @returns {{ kind: string, positive: boolean, [detail: string]: any }[]} */
export function leavesOf(cx, given, scope, positive = true) {
  const node = bare(given);
  if (node.type === 'UnaryExpression' && node.operator === '!')
    return leavesOf(cx, node.argument, scope, !positive);
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const parts = [node.left, node.right].map((one) => leavesOf(cx, one, scope, positive));
    const isTogether = (node.operator === '&&') === positive;
    return isTogether ? parts.flat() : [oneOf(cx, node, scope, parts.flat(), parts)];
  }
  const one = leafOf(cx, node, scope, positive);
  // Which token, and which flag, is known only when everything has been read: see plan.js.
  if (one.kind === 'presence' || one.kind === 'retry') cx.asked?.push({ ...one, module: scope.module });
  return [one];
}

/** Alternatives are one leaf if they are of one kind. */
function oneOf(cx, node, scope, leaves, parts) {
  const telling = leaves.filter(({ kind }) => kind !== 'trivial');
  const kinds = new Set(telling.map(({ kind }) => kind));
  const isSingle = parts.every((part) => part.length === 1);
  if (isSingle && kinds.size === 1) {
    const [first] = telling;
    if (first.kind === 'status' && telling.every(({ positive }) => positive))
      return { ...first, node, statuses: telling.flatMap(({ statuses }) => statuses) };
    if (/^(flag|slot|config|presence|loginPage)$/.test(first.kind)) return { ...first, node };
    if (first.kind === 'url' && telling.every(({ positive }) => positive === first.positive))
      return { kind: 'urls', node, positive: first.positive, urls: telling };
  }
  // A flag or a promise that says that a refresh runs.
  if (isSingle && telling.length && [...kinds].every((kind) => /^(flag|slot)$/.test(kind)))
    return { kind: 'flag', positive: telling[0].positive, node };
  // Something that says nothing of the answer, such as `!response`, makes the alternative hold without it.
  if (leaves.every(({ kind }) => /^(status|answer)$/.test(kind)))
    return {
      kind: 'answer',
      positive: true,
      node,
      scope,
      text: parts
        .map((part) => part.map((leaf) => answerText(cx, leaf)).join(' && '))
        .map((text) => (parts.length > 1 && text.includes('&&') ? `(${text})` : text))
        .join(' || '),
    };
  throw new Refusal(scope.module, node, 'this mixture of conditions is not understood');
}

const leaf = (kind, positive, node, detail) => ({ kind, positive, node, ...detail });

function leafOf(cx, node, scope, positive) {
  const unknown = () => new Refusal(scope.module, node, 'this condition is not understood');
  if (node.type === 'BinaryExpression') return comparison(cx, node, scope, positive, unknown);
  if (node.type === 'CallExpression') {
    const path = dotted(node.callee);
    if (/(^|\.)isAxiosError$/.test(path ?? '')) return leaf('trivial', positive, node);
    const callee = bare(node.callee);
    if (callee.type === 'MemberExpression') {
      const object = bare(callee.object);
      const method = keyOf(callee);
      if (/^(includes|endsWith|startsWith|match)$/.test(method)) {
        if (/(^|\.)location\.(pathname|href)$/.test(dotted(object) ?? ''))
          return leaf('loginPage', positive, node);
        const value = evaluate(cx, object, scope);
        const text = constantOf(cx.project, scope.module, node.arguments[0]);
        if (value?.t === 'url' && typeof text === 'string')
          return leaf('url', positive, node, { op: method, text });
        // `[401, 403].includes(status)`
        const asked = evaluate(cx, node.arguments[0], scope);
        if (method === 'includes' && asked?.t === 'status') {
          const list =
            object.type === 'ArrayExpression'
              ? object.elements.map((one) => constantOf(cx.project, scope.module, one))
              : undefined;
          if (list?.every(Number.isInteger)) return leaf('status', positive, node, { statuses: list });
        }
      }
      // `urls.some((url) => original.url.includes(url))`
    }
    const value = evaluate(cx, node, scope);
    if (value?.t === 'source') return leaf('presence', positive, node, { value });
    if (value?.t === 'header') return leaf('trivial', positive, node);
    throw unknown();
  }
  if (node.type === 'Literal') throw unknown();
  const value = evaluate(cx, node, scope);
  switch (value?.t) {
    case 'retry':
      return leaf('retry', positive, node, { key: value.key });
    case 'flag':
      return leaf('flag', positive, node);
    case 'slot':
    case 'promise':
      return leaf('slot', positive, node);
    case 'source':
      return leaf('presence', positive, node, { value });
    case 'reply':
      return leaf('reply', positive, node, { value });
    case 'object':
    case 'access':
      return leaf('presence', positive, node, { value });
    case 'config':
    case 'headers':
    case 'response':
    case 'error':
    case 'url':
    case 'raw':
      return leaf('trivial', positive, node);
    case 'queueError':
      return leaf('queueError', positive, node);
    case 'answer':
      return leaf('answer', positive, node, { value, scope });
    case 'rawPart':
      // `if (!response.ok) throw …` after fetch
      if (value.key === 'ok') return leaf('reply', positive, node, { value });
      throw unknown();
    case 'configPart':
      if (value.key === 'skipAuthRefresh') return leaf('trivial', positive, node);
      throw unknown();
    default:
      throw unknown();
  }
}

function comparison(cx, node, scope, positive, unknown) {
  const { operator } = node;
  if (operator === 'instanceof' && /^(error|failure)$/.test(evaluate(cx, node.left, scope)?.t ?? ''))
    return leaf('trivial', positive, node);
  if (
    bare(node.left).type === 'UnaryExpression' &&
    bare(node.left).operator === 'typeof' &&
    /^(window|document|localStorage|sessionStorage|navigator|location)$/.test(bare(node.left).argument.name)
  )
    return leaf('trivial', positive, node);
  const isEqual = /^===?$/.test(operator);
  if (!isEqual && !/^!==?$/.test(operator)) {
    if (/^[<>]=?$/.test(operator)) {
      const left = evaluate(cx, node.left, scope);
      if (left?.t === 'status') return leaf('otherStatus', positive, node);
      // `state.retryCount > 0`, `state.retryCount < 1`
      if (left?.t === 'retry' && /^(>0|>=1|<1)$/.test(operator + String(literalOf(node.right))))
        return leaf('retry', positive === (operator !== '<'), node, { key: left.key });
      if (left?.t === 'queue' || dotted(node.left)?.endsWith('.length')) return leaf('flag', positive, node);
    }
    throw unknown();
  }
  const holds = positive === isEqual;
  for (const [one, other] of [
    [node.left, node.right],
    [node.right, node.left],
  ]) {
    if (/(^|\.)location\.(pathname|href)$/.test(dotted(one) ?? '')) return leaf('loginPage', holds, node);
    const value = evaluate(cx, one, scope);
    const against = constantOf(cx.project, scope.module, other);
    const isNothing = evaluate(cx, other, scope)?.t === 'nothing';
    switch (value?.t) {
      case 'status':
        if (Number.isInteger(against)) return leaf('status', holds, node, { statuses: [against] });
        if (isNothing) return leaf('trivial', holds, node);
        break;
      case 'retry':
        if (against === 0) return leaf('retry', !holds, node, { key: value.key });
        if (typeof against === 'boolean') return leaf('retry', holds === against, node, { key: value.key });
        if (isNothing) return leaf('retry', !holds, node, { key: value.key });
        break;
      case 'flag':
        if (typeof against === 'boolean') return leaf('flag', holds === against, node);
        break;
      case 'slot':
        if (isNothing) return leaf('slot', !holds, node);
        break;
      case 'source':
      case 'object':
        if (isNothing || literalOf(other) === '') return leaf('presence', !holds, node, { value });
        break;
      case 'url':
        if (typeof against === 'string') return leaf('url', holds, node, { op: 'equals', text: against });
        break;
      case 'answer':
        if (against !== undefined || isNothing)
          return leaf('answer', holds, node, { value, against: isNothing ? null : against, scope });
        break;
      case 'answerHeader':
        if (against !== undefined) return leaf('answer', holds, node, { value, against, scope });
        break;
      case 'config':
      case 'error':
      case 'response':
        if (isNothing) return leaf('trivial', !holds, node);
        break;
      case 'detail':
        break;
      default:
    }
  }
  throw unknown();
}

/** A leaf as a condition of `refreshOn`. */
export function answerText(cx, one) {
  const { kind, positive } = one;
  if (kind === 'status') {
    const tests = one.statuses.map((status) => `response.status ${positive ? '===' : '!=='} ${status}`);
    return tests.length > 1 ? `(${tests.join(positive ? ' || ' : ' && ')})` : tests[0];
  }
  if (kind === 'answer' && one.text) return `(${one.text})`;
  const { value } = one;
  const text =
    value.t === 'answerHeader'
      ? `response.headers['${value.name}']`
      : value.path.reduce((all, key) => `${all}?.${key}`, 'response.data');
  if (!('against' in one)) return positive ? `Boolean(${text})` : `!${text}`;
  return `${text} ${positive ? '===' : '!=='} ${quote(one.against)}`;
}

export const quote = (value) =>
  typeof value === 'string' ? `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'` : String(value);
