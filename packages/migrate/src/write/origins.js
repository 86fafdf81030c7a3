// The origins that the token may go to. It decides whether requests of the client go to others than its own, and refuses
// where that cannot be seen.

import { bare } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { baseOf, baseTextOf } from '../recognise/base-url.js';
import { quote } from '../recognise/conditions.js';
import { Refusal } from '../refusal.js';

/** The origins that requests of this client go to, if not only to its own. */
export function originsOf(cx, plan) {
  if (plan.carrier === 'cookie') return undefined;
  const { client, place } = plan;
  const ofClient = baseOf(client);
  const base = ofClient?.node;
  const baseText = baseTextOf(cx, client);
  // ky's prefix stands in front of every text, whatever it is.
  const isPrefixed = /^prefix/.test(ofClient?.key ?? '');
  const origins = new Set();
  for (const { module, node } of plan.sites.urls) {
    const template = bare(node);
    if (client.kind === 'ky' && template.type === 'NewExpression') {
      origins.add(originOfObject(cx, module, template));
      continue;
    }
    if (isPrefixed) continue;
    const url = constantOf(cx.project, module, node);
    const head =
      template.type === 'TemplateLiteral'
        ? template.quasis[0].value.cooked
        : template.type === 'BinaryExpression'
          ? constantOf(cx.project, module, template.left)
          : undefined;
    const text = typeof url === 'string' ? url : (head ?? '');
    if (/^(https?:)?\/\//.test(text)) {
      try {
        origins.add(new URL(text.replace(/^\/\//, 'https://')).origin);
      } catch {
        throw new Refusal(module, node, 'it is not clear which origin this request, and its token, goes to');
      }
    } else if (
      typeof url !== 'string' &&
      template.type === 'TemplateLiteral' &&
      head === '' &&
      mayBeBase(cx, module, template.expressions[0], ofClient?.module, base)
    )
      throw new Refusal(
        module,
        node,
        'it is not clear which origin this request, and its token, goes to: make the path relative to `baseURL`',
        'docs/storage.md',
      );
  }
  const isAbsolute = /^https?:/.test(baseText ?? '');
  if (isAbsolute && !URL.canParse(baseText))
    throw new Refusal(place.module, client.node, '`baseURL` is no URL');
  const own = isAbsolute ? new URL(baseText).origin : undefined;
  origins.delete(own);
  if (!origins.size) return undefined;
  if (baseText === undefined)
    throw new Refusal(
      place.module,
      client.node,
      'requests go to other origins than that of `baseURL`, which is not known here',
    );
  if (own) return `origins: [${[own, ...origins].map(quote).join(', ')}]`;
  // Relative addresses are the page's.
  return baseText ||
    plan.sites.urls.some(({ module, node }) => /^\/(?!\/)/.test(String(constantOf(cx.project, module, node))))
    ? `origins: [location.origin, ${[...origins].map(quote).join(', ')}]`
    : `origins: [${[...origins].map(quote).join(', ')}]`;
}

/** `new URL('/x', 'https://files.example.com')`, which no prefix precedes. */
function originOfObject(cx, module, node) {
  const texts = node.arguments.map((one) => constantOf(cx.project, module, one));
  const isUrl = node.callee.name === 'URL' && texts.every((text) => typeof text === 'string');
  if (!isUrl || !URL.canParse(...texts))
    throw new Refusal(module, node, 'it is not clear which origin this request, and its token, goes to');
  return new URL(...texts).origin;
}

/** Whether the first hole of a template can be an address: a constant, or a setting. */
function mayBeBase(cx, module, node, home, base) {
  const value = constantOf(cx.project, module, node);
  if (typeof value === 'string') return /^https?:/.test(value);
  const text = cx.text(module, node);
  return (
    /\b(import\.meta|process)\.env\b/.test(text) ||
    /^[A-Z][A-Z_0-9]+$/.test(text) ||
    /(url|base|host|endpoint|server)$/i.test(text) ||
    Boolean(base && text === cx.text(home, base))
  );
}
