// The text of the option `session`. It decides how the tokens stay where the application keeps them: users remain signed
// in, and code that reads the old keys goes on to work.

import { bare, dotted, keyOf, pathOf, propertyOf, walk } from '../source/ast.js';
import { constantOf, resolveCallee } from '../source/project.js';
import { evaluate, Scope, storageArea } from '../recognise/values.js';
import { quote } from '../recognise/conditions.js';
import { Refusal } from '../refusal.js';
import { rewrite, same } from './rewrite.js';

const isWeb = (source) => /^(local|session)Storage$/.test(source?.area ?? '');
const MESSAGE =
  /^(window\.)?(toast|message|notif|alert|snackbar|enqueueSnackbar|ElMessage|ElNotification|Swal|showToast|showMessage|Modal|Message|Notification|antd)/;

/** @returns {string} `{ … }`, indented by two blanks a level */
export function sessionText(cx, plan) {
  const { f, place, carrier, client } = plan;
  const lines = [];
  if (carrier !== 'bearer') lines.push(`carrier: '${carrier}'`);
  lines.push(`refresh: ${plan.refreshOption.text}`);
  if (plan.access) lines.push(...storage(cx, plan));
  const header = f.request?.header ?? f.header ?? 'Authorization';
  if (header !== 'Authorization' && !/^authorization$/i.test(header)) lines.push(`header: ${quote(header)}`);
  const scheme = f.request?.source ? f.request.scheme : f.scheme;
  if (plan.access && scheme !== undefined && scheme !== 'Bearer') lines.push(`scheme: ${quote(scheme)}`);
  if (plan.refreshOn) lines.push(`refreshOn: ${plan.refreshOn}`);
  const sliding = plan.hooks.find((hook) => hook.sliding)?.sliding;
  if (sliding) lines.push(`renew: (response) => response.headers[${quote(sliding.name)}]`);
  if (plan.exclude.length) lines.push(`exclude: [${plan.exclude.map(excludeText).join(', ')}]`);
  const origins = originsOf(cx, plan);
  if (origins) lines.push(origins);
  // As before: whatever refuses the refresh ends the session.
  if (!plan.isLenient)
    lines.push(
      `classify: ({ status }) => ([404, 409, 410, 419, 422].includes(status ?? 0) ? 'definitive' : undefined)`,
    );
  if (f.login) lines.push(`loginUrl: ${quote(f.login.url)}`);
  const ends = endStatements(cx, plan);
  if (ends.length)
    lines.push(
      `onSessionEnd(${ends.some((one) => one.startsWith('if (reason')) ? 'reason' : ''}) {\n${ends.map((one) => indent(one, 1)).join('\n')}\n}`,
    );
  void client;
  void place;
  const text = `{\n${lines.map((line) => indent(`${line},`, 1)).join('\n')}\n}`;
  if (!isTyped(place.module)) return text;
  // A record always has its access token; its type cannot say so.
  return text
    .replace(/(?<!if \()\brecord\.(accessToken|refreshToken)\b(?= *[,;)}])/g, 'record.$1!')
    .replace(/=> \((\{ \.\.\.\(accessToken && .*\})\),/g, '=> ($1) as Record<string, string>,');
}

const isTyped = ({ blocks }) => blocks.some(({ lang }) => /^tsx?$/.test(lang));

export const indent = (text, levels, unit = '  ') =>
  text
    .split('\n')
    .map((line) => (line ? unit.repeat(levels) + line : line))
    .join('\n');

const excludeText = ({ text, op }) => {
  if (op === 'equals' || (op === 'startsWith' && text.startsWith('/'))) return quote(text);
  const pattern = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return `/${op === 'startsWith' ? '^' : ''}${pattern}${op === 'endsWith' ? '$' : ''}/`;
};

/** The origins that requests of this client go to, if not only to its own. */
function originsOf(cx, plan) {
  if (plan.carrier === 'cookie') return undefined;
  const { client, place } = plan;
  const base = client.options && propertyOf(client.options, 'baseURL')?.value;
  const baseText = base ? constantOf(cx.project, client.module, base) : client.isGlobal ? cx.globalBase : '';
  const origins = new Set();
  for (const { module, node } of plan.sites.urls) {
    const url = constantOf(cx.project, module, node);
    const template = bare(node);
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
      mayBeBase(cx, module, template.expressions[0], client, base)
    )
      throw new Refusal(
        module,
        node,
        'it is not clear which origin this request, and its token, goes to: make the path relative to `baseURL`',
        'docs/storage.md',
      );
  }
  const own = /^https?:/.test(baseText ?? '') ? new URL(baseText).origin : undefined;
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

/** Whether the first hole of a template can be an address: a constant, or a setting. */
function mayBeBase(cx, module, node, client, base) {
  const value = constantOf(cx.project, module, node);
  if (typeof value === 'string') return /^https?:/.test(value);
  const text = cx.text(module, node);
  return (
    /\b(import\.meta|process)\.env\b/.test(text) ||
    /^[A-Z][A-Z_0-9]+$/.test(text) ||
    /(url|base|host|endpoint|server)$/i.test(text) ||
    Boolean(base && text === cx.text(client.module, base))
  );
}

function keyText(cx, source, place) {
  const { keyNode, module } = source;
  if (keyNode && module && bare(keyNode).type === 'Identifier') {
    const { name } = bare(keyNode);
    const isTop = module.declared.has(name) || module.imports.has(name);
    const isThere =
      module === place.module || place.module.imports.has(name) || place.module.declared.has(name);
    if (isTop && isThere && same(cx, module, place.module, name)) return name;
  }
  return quote(source.key);
}

/** Every statement that was taken for keeping a token has to do that and nothing else. */
function checkSaves(cx, plan) {
  const { access, refresh, f } = plan;
  const keys = [access, refresh].filter(Boolean);
  const isOwn = (area, key) => keys.some((one) => one.area === area && one.key === key);
  for (const { node, scope } of f.saves) {
    const { module } = scope;
    let one = bare(node.type === 'ExpressionStatement' ? node.expression : node);
    if (one.type === 'AwaitExpression') one = bare(one.argument);
    const unclear = () => new Refusal(module, node, 'it is not clear what this does with the token');
    if (one.type === 'AssignmentExpression') {
      const target = evaluate(cx, one.left, scope);
      if (target?.t === 'source' && keys.some(({ id }) => id === target.id)) continue;
      throw unclear();
    }
    if (one.type !== 'CallExpression') throw unclear();
    if (keepsOnly(cx, module, one, isOwn, keys)) continue;
    const fn = resolveCallee(cx.project, module, one.callee);
    if (fn && onlyKeeps(cx, fn, isOwn, keys)) continue;
    const callee = bare(one.callee);
    const owner = callee.type === 'MemberExpression' ? evaluate(cx, callee.object, scope) : undefined;
    const root = access.area === 'store' ? /^[\w$]+/.exec(access.text)[0] : undefined;
    if (
      access.area === 'store' &&
      (owner?.area === 'store' || pathOf(callee)?.[0]?.replace('()', '') === root)
    )
      continue;
    throw unclear();
  }
}

/** `localStorage.setItem(key, …)` and its like for a key of the session. */
function keepsOnly(cx, module, call, isOwn) {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') return false;
  const web = storageArea(callee.object, module);
  const isCookie =
    bare(callee.object).type === 'Identifier' &&
    cx.resolve(module, bare(callee.object).name)?.package === 'js-cookie';
  const area = web ?? (isCookie ? 'cookie' : undefined);
  return (
    Boolean(area) &&
    /^(setItem|set)$/.test(keyOf(callee)) &&
    isOwn(area, constantOf(cx.project, module, call.arguments[0]))
  );
}

/** A function of the application that does nothing but that. */
function onlyKeeps(cx, { init, module }, isOwn, keys, depth = 0) {
  let isOnly = true;
  const scope = new Scope(module);
  walk(init.body, (node) => {
    if (node.type === 'CallExpression') {
      const path = dotted(node.callee) ?? '';
      if (/^JSON\.(parse|stringify)$/.test(path) || /^(localStorage|sessionStorage)\.getItem$/.test(path))
        return true;
      if (keepsOnly(cx, module, node, isOwn)) return true;
      const fn = depth < 2 ? resolveCallee(cx.project, module, node.callee) : undefined;
      if (!fn || !onlyKeeps(cx, fn, isOwn, keys, depth + 1)) isOnly = false;
    } else if (node.type === 'AssignmentExpression') {
      const left = bare(node.left);
      const target = left.type === 'Identifier' ? evaluate(cx, left, scope) : undefined;
      const isLocal =
        left.type === 'MemberExpression' &&
        bare(left.object).type === 'Identifier' &&
        !module.declared.has(bare(left.object).name) &&
        !module.imports.has(bare(left.object).name);
      if (!(isLocal || keys.some(({ id }) => id === target?.id))) isOnly = false;
    }
    return isOnly;
  });
  return isOnly;
}

function storage(cx, plan) {
  checkSaves(cx, plan);
  const { access, refresh, f, place } = plan;
  const { module, node } = { module: f.refresh.scope.module, node: f.refresh.node };
  const isKept = (one) => isWeb(one) && (!one.path?.length || one.path.length <= 2);
  if (isWeb(access) && (!refresh || isWeb(refresh))) {
    if (!isKept(access) || (refresh && !isKept(refresh)) || (refresh && refresh.area !== access.area))
      throw new Refusal(module, node, 'the tokens are kept in two places of different kinds');
    if (Boolean(access.path?.length) !== Boolean((refresh ?? access).path?.length))
      throw new Refusal(module, node, 'the tokens are kept in two places of different kinds');
    return [webStorage(cx, plan)];
  }
  if (access.area === 'cookie' && (!refresh || refresh.area === 'cookie'))
    return [cookieStorage(cx, plan), 'shareTabs: false'];
  if (isWeb(refresh) && access.area === 'variable')
    throw new Refusal(
      module,
      node,
      'the access token is in a variable, and the refresh token in a storage',
      'docs/storage.md',
    );
  if (refresh && refresh.area !== access.area)
    throw new Refusal(
      module,
      node,
      'the tokens are kept in two places of different kinds',
      'docs/storage.md',
    );
  return [ownStorage(cx, plan, place), 'shareTabs: false'];
}

/** Tokens in localStorage or sessionStorage, under the application's own keys. Beside them lies everfetch's record. */
function webStorage(cx, { access, refresh, place, recordKey }) {
  const area = access.area;
  const key = (source) => keyText(cx, source, place);
  const own = quote(recordKey);
  const record = `...JSON.parse(${area}.getItem(${own}) ?? '{}')`;
  const shared = area === 'localStorage' ? '\n  shared: true,' : '';
  const removals = (keys) => keys.map((one) => `    ${area}.removeItem(${one});`).join('\n');
  if (access.path?.length) {
    const at = key(access);
    const read = (source) => source.path.reduce((all, part) => `${all}?.${part}`, 'kept');
    const put = nested(access, refresh, `JSON.parse(${area}.getItem(${at}) ?? '{}')`);
    return `storage: {
  load() {
    const kept = JSON.parse(${area}.getItem(${at}) ?? 'null');
    if (!${read(access)}) return undefined;
    return { ${record}, accessToken: ${read(access).replaceAll('?', '')}${refresh ? `, refreshToken: ${read(refresh).replaceAll('?', '')}` : ''} };
  },
  save(record) {
    ${area}.setItem(${own}, JSON.stringify(record));
    ${area}.setItem(${at}, JSON.stringify(${put}));
  },
  clear() {
${removals([own, at])}
  },${shared}
}`;
  }
  return `storage: {
  load() {
    const accessToken = ${area}.getItem(${key(access)});
    if (!accessToken) return undefined;
    return { ${record}, accessToken${refresh ? `, refreshToken: ${area}.getItem(${key(refresh)})` : ''} };
  },
  save(record) {
    ${area}.setItem(${own}, JSON.stringify(record));
    ${area}.setItem(${key(access)}, record.accessToken);${refresh ? `\n    if (record.refreshToken) ${area}.setItem(${key(refresh)}, record.refreshToken);` : ''}
  },
  clear() {
${removals([own, key(access), ...(refresh ? [key(refresh)] : [])])}
  },${shared}
}`;
}

/** `{ ...kept, tokens: { ...kept.tokens, access: record.accessToken } }` */
function nested(access, refresh, kept) {
  const fields = [[access, 'record.accessToken'], ...(refresh ? [[refresh, 'record.refreshToken']] : [])];
  const last = fields.map(([{ path }, value]) => `${path.at(-1)}: ${value}`).join(', ');
  if (access.path.length === 1) return `{ ...${kept}, ${last} }`;
  const [parent] = access.path;
  return `{ ...${kept}, ${parent}: { ...${kept}.${parent}, ${last} } }`;
}

function cookieStorage(cx, plan) {
  const { access, refresh, f, place } = plan;
  const owner = access.owner ?? 'Cookies';
  const settings = (source) => {
    for (const { node, scope } of f.saves) {
      const call = bare(node.type === 'ExpressionStatement' ? node.expression : node);
      if (
        call.type === 'CallExpression' &&
        call.arguments[2] &&
        constantOf(cx.project, scope.module, call.arguments[0]) === source.key
      )
        return `, ${rewrite(cx, call.arguments[2], scope, () => undefined, place)}`;
    }
    return '';
  };
  const removal = (source) => {
    const found = f.clears.find((one) => one.area === 'cookie' && one.key === source.key);
    return found
      ? `${rewrite(cx, found.node, found.scope, () => undefined, place).replace(/;?$/, ';')}`
      : `${owner}.remove(${keyText(cx, source, place)});`;
  };
  const sources = refresh ? [access, refresh] : [access];
  return `storage: {
  load() {
    const accessToken = ${owner}.get(${keyText(cx, access, place)});
    if (!accessToken) return undefined;
    return { accessToken${refresh ? `, refreshToken: ${owner}.get(${keyText(cx, refresh, place)})` : ''} };
  },
  save(record) {
${sources.map((source, index) => `    ${index ? 'if (record.refreshToken) ' : ''}${owner}.set(${keyText(cx, source, place)}, record.${index ? 'refreshToken' : 'accessToken'}${settings(source)});`).join('\n')}
  },
  clear() {
${sources.map((source) => `    ${removal(source)}`).join('\n')}
  },
}`;
}

/** Tokens in a store or a variable: the application's own statements put them there. */
function ownStorage(cx, plan, place) {
  const { access, refresh, f } = plan;
  const { module, node } = { module: f.refresh.scope.module, node: f.refresh.node };
  const home = access.helperModule ?? access.module;
  if (home !== place.module && !sameRoot(cx, access, home, place.module))
    throw new Refusal(module, node, 'the access token cannot be read where the client is set up');
  const keys = f.accessPath?.at(-1) ?? 'accessToken';
  const refreshKey = f.refreshPath?.at(-1) ?? 'refreshToken';
  const replace = (value) => {
    if (value.t === 'access') return 'record.accessToken';
    if (value.t === 'source') return refresh && value.id === refresh.id ? 'record.refreshToken' : undefined;
    if (value.t !== 'reply' && value.t !== 'raw') return undefined;
    const path = JSON.stringify(value.path ?? []);
    if (path === JSON.stringify(f.accessPath)) return 'record.accessToken';
    if (path === JSON.stringify(f.refreshPath)) return 'record.refreshToken';
    if (value.path?.length) return undefined;
    return refresh || f.refreshPath
      ? `{ ${keys}: record.accessToken, ${refreshKey}: record.refreshToken }`
      : `{ ${keys}: record.accessToken }`;
  };
  const statement = (text) => text.replace(/^await\s+/, '').replace(/;?\s*$/, ';');
  const isOwnCell = access.area === 'variable' && access.cell?.module === place.module && !access.isHelper;
  const saves = isOwnCell
    ? [`${access.text} = record.accessToken;`]
    : [...new Set(f.saves.map((one) => statement(rewrite(cx, one.node, one.scope, replace, place))))];
  if (!saves.length) throw new Refusal(module, node, 'what keeps the new token was not found');
  let clears = isOwnCell
    ? [`${access.text} = null;`]
    : [
        ...new Set(
          f.clears
            .filter(({ area }) => !area)
            .map((one) => statement(rewrite(cx, one.node, one.scope, () => undefined, place))),
        ),
      ];
  if (!clears.length && saves.length === 1 && /^[\w.()]+\(record\.accessToken\);$/.test(saves[0]))
    clears = [saves[0].replace('record.accessToken', 'null')];
  if (!clears.length) throw new Refusal(module, node, 'what forgets the token was not found');
  return `storage: {
  load() {
    const token = ${access.text};
    return token ? { accessToken: token${refresh ? `, refreshToken: ${refresh.text}` : ''} } : undefined;
  },
  save(record) {
${saves.map((one) => indent(one, 2)).join('\n')}
  },
  clear() {
${clears.map((one) => indent(one, 2)).join('\n')}
  },
}`;
}

const sameRoot = (cx, access, from, to) => {
  const root = /^[\w$]+/.exec(access.text)?.[0];
  return Boolean(root) && same(cx, from, to, root);
};

/** What the application did when the refresh had failed, beside forgetting the tokens. */
function endStatements(cx, plan) {
  const { f, place, access, refresh } = plan;
  const isDirect = isWeb(access) || access?.area === 'cookie';
  const texts = [];
  const add = (text) => {
    const made = text.replace(/^await\s+/, '').replace(/;?\s*$/, ';');
    if (!texts.includes(made)) texts.push(made);
  };
  for (const one of f.clears) {
    const isToken =
      one.area &&
      (one.area === access?.area || one.area === refresh?.area) &&
      (one.key === access?.key || one.key === refresh?.key);
    if (isToken || (!one.area && !isDirect && access)) continue;
    const text = rewrite(cx, one.node, one.scope, () => undefined, place);
    // A user who signs out by hand went by other code before, which may keep more.
    add(one.area ? `if (reason !== 'signedOut') ${text}` : text);
  }
  for (const one of f.ends) {
    const text = rewrite(cx, one.node, one.scope, () => undefined, place);
    add(MESSAGE.test(text) ? `if (reason !== 'signedOut') ${text}` : text);
  }
  return texts;
}

export { keyOf };
