// Addresses and calls as ky spells them. It decides which path a sign-in has as the session sees it, which is a whole
// address, and where a call of ky ends: `.json()` belongs to it.

import { baseOf } from '../recognise/base-url.js';
import { bare, keyOf } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { Refusal } from '../refusal.js';

/** A rule of `exclude` for the call that signs in. */
export function loginPath(cx, client, url) {
  const base = baseOf(client);
  const text = base ? constantOf(cx.project, base.module, base.node) : '';
  const path = url.replace(/^\//, '');
  if (typeof text !== 'string') return { text: `/${path}`, op: 'endsWith' };
  const full =
    base?.key === 'baseUrl' ? resolve(url, text) : text ? `${text.replace(/\/$/, '')}/${path}` : url;
  const { pathname } = new URL(full, 'http://page.invalid');
  return { text: pathname, op: 'startsWith' };
}

const resolve = (url, base) => (URL.canParse(url, base) ? new URL(url, base).href : url);

const READS = /^(json|text|blob|arrayBuffer|formData|bytes)$/;

/** `api.post(…).json()` as one expression that can be awaited. A call that is handed on is refused. */
export function wholeCall(module, call, trail) {
  let node = call;
  let at = trail.length - 1;
  const [member, outer] = [trail[at], trail[at - 1]];
  if (member?.type === 'MemberExpression' && READS.test(keyOf(member)) && bare(outer.callee) === member) {
    node = outer;
    at -= 2;
  }
  // Nobody can ask a promise of `.then()` for `.json()` any more.
  if (node === call && trail[at]?.type !== 'AwaitExpression' && trail[at]?.type !== 'ExpressionStatement')
    throw new Refusal(
      module,
      call,
      'the answer of this call is handed on: await it here, so that the session can be told',
      'docs/getting-started.md',
    );
  return node;
}
