// The refresh call that was found, as the option `refresh`. It decides what of the call can be declared: URL, method,
// the field of the refresh token, other fields, headers, and how the tokens are read from the answer.

import { bare, dotted, keyOf, literalOf, propertyValue } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { rewrite } from '../write/rewrite.js';
import { sharedRead } from '../write/stored-token.js';
import { quote } from './conditions.js';
import { urlText } from './refresh-url.js';
import { bearerOf, evaluate } from './values.js';

/** @returns {{ text: string, sendsRefreshToken: boolean, path?: string, refreshSource?: any }} */
export function describeRefresh(cx, f, client, access, place, hooks) {
  const call = f.refresh;
  const { scope } = call;
  const { module } = scope;
  const parts = { fields: [], headers: [], method: call.method };
  const state = { refreshSource: undefined, uses: new Set() };
  const replace = (value) => {
    if (value.t !== 'source' && value.t !== 'access') return undefined;
    if (value.t === 'access' || (access && value.id === access.id)) {
      state.uses.add('accessToken');
      return 'accessToken';
    }
    if (state.refreshSource && state.refreshSource.id !== value.id)
      throw new Refusal(module, call.node, 'the refresh call sends two different tokens');
    state.refreshSource = value;
    state.uses.add('refreshToken');
    return 'refreshToken';
  };
  const text = (node) => rewrite(cx, node, scope, replace, place);
  /** The text of an option, as a function if it has the tokens in it. */
  const option = (make) => {
    state.uses.clear();
    const made = make();
    const names = [...state.uses];
    return { text: made, tokens: names.length ? `({ ${names.sort().join(', ')} })` : undefined };
  };

  const url = option(() => urlText(cx, call, client, place, text));
  body(cx, call, parts, scope, state, replace, text, place);
  config(cx, call, parts, scope, state, replace, text, place);
  // What the client itself added to each request, and so to this one.
  const via = call.client;
  if (via && via !== client && !via.isGlobal && hooks.some((one) => one.client === via))
    throw new Refusal(module, call.node, 'the refresh goes by a client that has interceptors of its own');
  const own = via?.options && propertyValue(via.options, 'headers');
  if (own?.type === 'ObjectExpression')
    for (const one of own.properties) {
      if (one.type !== 'Property' || /^(common|content-type|accept)$/i.test(keyOf(one) ?? '')) continue;
      if (via.module !== place.module)
        throw new Refusal(via.module, one, 'the refresh call needs this header too');
      parts.headers.push({ key: keyOf(one), text: via.module.text.slice(one.value.start, one.value.end) });
    }
  if (via && via === client) {
    const { request } = f;
    if (request?.rest.some((one) => one.type !== 'VariableDeclaration' || true))
      throw new Refusal(
        module,
        call.node,
        'the refresh call passes the request interceptor, which does more than set the token',
      );
    const isBare = request?.excluded.length || parts.headers.some(({ key }) => /^authorization$/i.test(key));
    if (request?.source && !isBare && f.sendsAccess !== false)
      parts.headers.push({ key: request.header, token: 'accessToken', scheme: request.scheme });
  }

  const lines = [];
  if (parts.method !== 'POST') lines.push(`method: ${quote(parts.method)}`);
  if (parts.form) lines.push(`format: 'form'`);
  const field = parts.tokenField;
  if (field === undefined && state.refreshSource) lines.push('tokenField: false');
  else if (field && field !== (parts.form ? 'refresh_token' : 'refreshToken'))
    lines.push(`tokenField: ${quote(field)}`);
  if (parts.clientId) lines.push(`clientId: ${parts.clientId}`);
  if (parts.scope) lines.push(`scope: ${parts.scope}`);
  const fields = parts.fields.map(({ key, text: value }) => `${name(key)}: ${value}`);
  const usesToken = parts.fields.some(({ usesTokens }) => usesTokens);
  // What is said of a token that is read where it is stored.
  const about = parts.fields.some(({ isStored }) => isStored)
    ? '// The token as it is stored now: another tab may still run the old code.\n  '
    : '';
  if (fields.length)
    lines.push(
      `${about}fields: ${usesToken ? '({ accessToken, refreshToken })' : '()'} => ({ ${fields.join(', ')} })`.replace(
        '({ accessToken, refreshToken })',
        tokensUsed(fields),
      ),
    );
  const headers = headersOf(parts);
  if (headers) lines.push(`headers: ${headers}`);
  const parse = parseOf(f);
  if (parse && f.isKeptWhole && !f.refreshPath && state.refreshSource && f.accessPath?.length)
    throw new Refusal(module, call.node, 'which field of the answer is the refresh token?');
  if (parse) lines.push(`parse: ${parse}`);
  const isLazy = url.text.startsWith('new URL(');
  const target = url.tokens || isLazy ? `${url.tokens ?? '()'} => ${url.text}` : url.text;
  const lazy = /^\(\) =>/.test(target);
  return {
    text:
      lines.length || url.tokens || lazy
        ? `{\n  url: ${target},\n${lines.map((line) => `  ${line},\n`).join('')}}`
        : target,
    refreshSource: state.refreshSource,
    url: literalUrl(url.text),
  };
}

const literalUrl = (text) => /^(['"`])([^'"`$]*)\1$/.exec(text)?.[2];
const name = (key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));

const tokensUsed = (texts) => {
  const all = texts.join(' ');
  return `({ ${['accessToken', 'refreshToken'].filter((one) => new RegExp(`\\b${one}\\b`).test(all)).join(', ')} })`;
};

function headersOf({ headers }) {
  if (!headers.length) return undefined;
  const isFunction = headers.some(({ token, usesTokens }) => token || usesTokens);
  const texts = headers.map(({ key, token, scheme, text }) => {
    if (!token) return `${name(key)}: ${text}`;
    const value = scheme ? `\`${scheme} \${${token}}\`` : token;
    return token === 'accessToken'
      ? `...(accessToken && { ${name(key)}: ${value} })`
      : `${name(key)}: ${value}`;
  });
  const isPlain = headers.every(({ text }) => text && /^['"][^'"]*['"]$/.test(text));
  const object = `{ ${texts.join(', ')} }`;
  return isFunction ? `${tokensUsed(texts)} => (${object})` : isPlain ? object : `() => (${object})`;
}

const KNOWN_ACCESS = /^(accessToken|access_token|token)$/;
const KNOWN_REFRESH = /^(refreshToken|refresh_token)$/;
const KNOWN_PLACE = /^(|data|result|tokens)$/;

/** The tokens of an answer in which everfetch would not find them by itself. */
function parseOf({ accessPath, refreshPath }) {
  if (!accessPath) return undefined;
  if (accessPath[0] === '@headers') return `(data, { headers }) => headers[${quote(accessPath[1])}]`;
  if (!accessPath.length) return `(data) => data`;
  const place = accessPath.slice(0, -1).join('.');
  const isKnown =
    KNOWN_ACCESS.test(accessPath.at(-1)) &&
    KNOWN_PLACE.test(place) &&
    (!refreshPath ||
      (KNOWN_REFRESH.test(refreshPath.at(-1)) && refreshPath.slice(0, -1).join('.') === place));
  if (isKnown) return undefined;
  const read = (path) => path.reduce((all, key, index) => `${all}${index ? '?' : ''}.${key}`, 'data');
  const refresh = refreshPath ? `, refreshToken: ${read(refreshPath)}` : '';
  return `(data) => ({ accessToken: ${read(accessPath)}${refresh} })`;
}

function body(cx, call, parts, scope, state, replace, text, place) {
  const { module } = scope;
  let node = bare(call.body);
  if (!node) return;
  const unmade = (one) => {
    const value = one.type === 'Identifier' ? scope.get(one.name) : undefined;
    return value?.t === 'made' ? bare(value.node) : one;
  };
  node = unmade(node);
  if (/^(null|undefined)$/.test(cx.text(module, node)) || literalOf(node) === '') return;
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  if (isCall && dotted(node.callee) === 'JSON.stringify') node = unmade(bare(node.arguments[0]));
  else if (
    isCall &&
    /^(URLSearchParams|qs\.stringify|querystring\.stringify|stringify)$/.test(dotted(node.callee) ?? '')
  ) {
    parts.form = true;
    node = unmade(bare(node.arguments[0]) ?? node);
  }
  if (node.type !== 'ObjectExpression')
    throw new Refusal(module, call.body, 'the body of the refresh call is not understood');
  for (const one of node.properties) {
    const key = one.type === 'Property' ? keyOf(one) : undefined;
    if (key === undefined) throw new Refusal(module, one, 'the body of the refresh call is not understood');
    const value = evaluate(cx, one.value, scope);
    if (value?.t === 'source' && replace(value) === 'refreshToken' && !parts.tokenField) {
      const stored = sharedRead(cx, value, place);
      if (stored) parts.fields.push({ key, text: stored, isStored: true });
      else parts.tokenField = key;
      continue;
    }
    const given = bare(one.value);
    if (parts.form && key === 'grant_type' && literalOf(given) === 'refresh_token') continue;
    const special = { client_id: 'clientId', scope: 'scope' }[key];
    state.uses.clear();
    const made = text(one.value);
    if (parts.form && special && !state.uses.size && literalOf(given) !== undefined) parts[special] = made;
    else parts.fields.push({ key, text: made, usesTokens: state.uses.size > 0 });
  }
}

function config(cx, call, parts, scope, state, replace, text, place) {
  const node = bare(call.config);
  if (!node) return;
  if (node.type !== 'ObjectExpression')
    throw new Refusal(scope.module, node, 'the config of the refresh call is not written here');
  for (const one of node.properties) {
    const key = one.type === 'Property' ? keyOf(one) : undefined;
    if (
      /^(withCredentials|credentials|method|url|data|body|json|timeout|mode|signal|baseURL|prefix|prefixUrl|baseUrl|cache|throwHttpErrors)$/.test(
        key ?? '',
      )
    )
      continue;
    if (/skip|retry|interceptor/i.test(key ?? '')) continue;
    if (key === 'headers' && bare(one.value).type === 'ObjectExpression') {
      for (const header of bare(one.value).properties) {
        const title = header.type === 'Property' ? keyOf(header) : undefined;
        if (title === undefined)
          throw new Refusal(scope.module, header, 'the headers of the refresh call are not understood');
        if (/^(content-type|accept)$/i.test(title)) continue;
        const bearer = bearerOf(cx, header.value, scope);
        const value = bearer ? bearer.value : evaluate(cx, header.value, scope);
        const token = value?.t === 'source' ? replace(value) : undefined;
        const stored = token === 'refreshToken' ? sharedRead(cx, value, place) : undefined;
        if (stored)
          parts.headers.push({
            key: title,
            text: bearer?.scheme ? `\`${bearer.scheme} \${${stored}}\`` : stored,
          });
        else if (token) parts.headers.push({ key: title, token, scheme: bearer?.scheme });
        else {
          state.uses.clear();
          const made = text(header.value);
          parts.headers.push({ key: title, text: made, usesTokens: state.uses.size > 0 });
        }
      }
      continue;
    }
    throw new Refusal(scope.module, one, 'this of the refresh call cannot be declared');
  }
}
