// The URL of the refresh call, as everfetch joins it to the client's own `baseURL`. It refuses an address that would be
// another one there.

import { bare, literalOf } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { isReady } from '../write/rewrite.js';
import { baseIn, baseOf, baseTextOf } from './base-url.js';
import { quote } from './conditions.js';

/** The URL as everfetch joins it to the client's own `baseURL`. */
export function urlText(cx, call, client, place, text) {
  const { scope, client: via } = call;
  const { module } = scope;
  if (!call.url) throw new Refusal(module, call.node, 'the URL of the refresh call is not written here');
  let node = bare(call.url);
  const home = module;
  // A name for the URL stands for its value.
  for (let hops = 0; node.type === 'Identifier' && !scope.has(node.name) && hops < 3; hops++) {
    const init = bare(home.declared.get(node.name)?.init);
    if (!init || home !== module || constantOf(cx.project, home, node) !== undefined) break;
    node = init;
  }
  const ofClient = baseOf(client);
  const base = ofClient?.node;
  const baseText = baseTextOf(cx, client);
  const ofVia = via && baseOf(via);
  const viaOptions = ofVia?.node;
  const inCall = call.config && baseIn(via, call.config)?.node;
  const isSame =
    !inCall &&
    (via === client ||
      (viaOptions &&
        base &&
        ofVia.module.text.slice(viaOptions.start, viaOptions.end) ===
          ofClient.module.text.slice(base.start, base.end) &&
        ofVia.module === ofClient.module));
  const constant = constantOf(cx.project, module, node);
  if (ofVia?.key === 'baseUrl' && !inCall)
    return quote(relative(resolved(module, call, constant, ofVia, cx), baseText));
  if (isSame) return constant === undefined ? text(node) : quote(asPath(via, relative(constant, baseText)));
  const ownBase = inCall ?? viaOptions;
  const baseModule = inCall ? module : ofVia?.module;
  const ownBaseText = ownBase
    ? constantOf(cx.project, baseModule, ownBase)
    : via?.isGlobal && via.kind === 'axios'
      ? cx.globalBase
      : '';
  if (ownBase && ownBaseText === undefined) {
    // Another base that is not known here.
    if (base && cx.text(baseModule, ownBase) === cx.text(ofClient.module, base))
      return constant === undefined ? text(node) : quote(asPath(via, constant));
    if (constant === undefined || baseModule !== place.module)
      throw new Refusal(module, call.node, 'the URL of the refresh call is not known here');
    return `\`\${${cx.text(baseModule, ownBase)}}${constant.startsWith('/') ? '' : '/'}${constant}\``;
  }
  if (constant !== undefined) {
    const isAbsolute = /^https?:\/\//.test(constant);
    const full =
      isAbsolute || !ownBaseText
        ? constant
        : `${ownBaseText.replace(/\/$/, '')}/${constant.replace(/^\//, '')}`;
    const short = relative(full, baseText);
    if (short !== full || /^https?:\/\//.test(full)) return quote(short);
    if (!base && !baseText) return quote(full.startsWith('/') ? full : `/${full}`);
    throw new Refusal(
      module,
      call.node,
      `the refresh call goes to ${full} of the page, and the client has a baseURL`,
    );
  }
  // `${API_URL}/auth/refresh` where the client's baseURL is API_URL.
  const [head, tail] = splitBase(cx, module, node);
  if (head && base && tail !== undefined && sameText(cx, module, head, ofClient.module, base))
    return quote(tail || '/');
  if (place.module === client.module && !isReady(place.module, node, client.statement?.start ?? Infinity))
    throw new Refusal(
      module,
      node,
      'the URL of the refresh call has no value yet where the client is created',
    );
  // As the page would resolve it: the expression may be a path of the page or an address.
  return `new URL(${text(node)}, location.href).href`;
}

/** ky's `prefixUrl` wants paths without a slash in front; here one may stand there. */
const asPath = (via, path) => (via?.kind === 'ky' && !/^(\/|https?:)/.test(path) ? `/${path}` : path);

/** With `baseUrl` ky resolves an address as a link of a page is resolved, and does not join it. */
function resolved(module, call, constant, base, cx) {
  const text = constantOf(cx.project, base.module, base.node);
  if (constant === undefined || typeof text !== 'string' || !URL.canParse(constant, text))
    throw new Refusal(module, call.node, 'the URL of the refresh call is not known here');
  return new URL(constant, text).href;
}

const relative = (full, base) => {
  const root = base?.replace(/\/$/, '');
  return root && full.startsWith(`${root}/`) ? full.slice(root.length) : full;
};

function splitBase(cx, module, node) {
  if (node.type === 'TemplateLiteral' && node.quasis[0].value.cooked === '' && node.expressions.length === 1)
    return [bare(node.expressions[0]), node.quasis[1].value.cooked];
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return [bare(node.left), literalOf(node.right)];
  return [];
}

/** Whether two expressions are the same one: by their texts, or by the declaration that they lead to. */
function sameText(cx, a, one, b, other) {
  const texts = [cx.text(a, one), cx.text(b, other)].map((text) => text.replace(/\s/g, ''));
  if (texts[0] === texts[1]) {
    if (one.type !== 'Identifier' || a === b) return true;
    const found = [a, b].map((module) => cx.resolve(module, one.name));
    return Boolean(found[0]) && found[0].name === found[1]?.name && found[0].module === found[1]?.module;
  }
  const through = (module, node) =>
    bare(node).type === 'Identifier' ? bare(module.declared.get(bare(node).name)?.init) : undefined;
  const [x, y] = [through(a, one), through(b, other)];
  return Boolean(
    (x && a === b && cx.text(a, x) === texts[1]) || (y && a === b && cx.text(b, y) === texts[0]),
  );
}
