// The option `storage` for tokens in cookies that scripts can read (js-cookie). All tabs have these cookies in common, so
// the session is one for all tabs. It decides with which attributes a cookie is written and removed, and refuses cookies
// that different places write in different ways, or that other applications of the domain have too.

import { bare, keyOf, propertyOf } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { isCookies } from '../recognise/stored.js';
import { Scope } from '../recognise/scope.js';
import { visitAll } from '../recognise/visit.js';
import { Refusal } from '../refusal.js';
import { keyText } from './key-text.js';
import { rewrite } from './rewrite.js';
import { cookieOwner } from './stored-token.js';

/** @returns {string[]} options of the session */
export function cookieStorage(cx, plan) {
  const { access, refresh, place } = plan;
  const owner = ownerAt(cx, plan);
  const sources = refresh ? [access, refresh] : [access];
  const key = (source) => keyText(cx, source, place);
  const written = (source) => attributes(cx, source, 'set', place);
  const removed = (source) => attributes(cx, source, 'remove', place);
  const get = (source) => `${owner}.get(${key(source)})`;
  const tokens = `{ accessToken${refresh ? `, refreshToken: ${get(refresh)}` : ''} }`;
  const storage = `storage: {
  load() {
    const accessToken = ${get(access)};
    return accessToken ? ${tokens} : undefined;
  },
  save(record) {
${sources.map((one, index) => `    ${index ? 'if (record.refreshToken) ' : ''}${owner}.set(${key(one)}, record.${index ? 'refreshToken' : 'accessToken'}${written(one)});`).join('\n')}
  },
  clear() {
${sources.map((one) => `    ${owner}.remove(${key(one)}${removed(one)});`).join('\n')}
  },
  shared: true,
}`;
  // Cookies hold the tokens alone. Where no other tab is open to tell which session they are of, they begin one.
  const initial = `initial() {
  const accessToken = ${get(access)};
  return accessToken ? ${tokens} : undefined;
}`;
  return [storage, initial];
}

/** What js-cookie is called where the session is written; it is imported there if need be. */
function ownerAt(cx, plan) {
  const { access, place } = plan;
  const name = cookieOwner(cx, access, place);
  if (cx.resolve(place.module, name)?.package === 'js-cookie') return name;
  if (place.module.declared.has(name) || place.module.imports.has(name))
    throw new Refusal(place.module, undefined, `js-cookie cannot be imported here: ${name} is another thing`);
  plan.cookieImport = name;
  return name;
}

/** The last argument of every `Cookies.set` or `Cookies.remove` for a key: one for all. */
function attributes(cx, source, method, place) {
  const found = new Map();
  visitAll(cx, [], (module, node) => {
    if (node.type !== 'CallExpression') return;
    const callee = bare(node.callee);
    if (callee.type !== 'MemberExpression' || keyOf(callee) !== method || !isCookies(cx, module, callee))
      return;
    if (constantOf(cx.project, module, node.arguments[0]) !== source.key) return;
    const given = node.arguments[method === 'set' ? 2 : 1];
    const text = given ? rewrite(cx, given, new Scope(module), () => undefined, place) : '';
    found.set(text.replace(/\s+/g, ' '), { module, node, given, text });
  });
  const [one, other] = [...found.values()];
  if (!one) return '';
  if (other)
    throw new Refusal(
      other.module,
      other.node,
      `the cookie ${source.key} has other attributes here than elsewhere: give it the same ones everywhere`,
      'docs/storage.md',
    );
  const { module, node, given, text } = one;
  const object = objectOf(cx, module, given);
  if (
    given &&
    (object?.type !== 'ObjectExpression' || object.properties.some(({ type }) => type !== 'Property'))
  )
    throw new Refusal(module, node, 'the attributes of this cookie are not written here');
  if (given && propertyOf(object, 'domain'))
    throw new Refusal(
      module,
      node,
      'this cookie is for a whole domain: another application that renews the token would end this session',
      'docs/storage.md',
    );
  return text ? `, ${text}` : '';
}

function objectOf(cx, module, given) {
  const node = bare(given);
  return node?.type === 'Identifier' ? bare(cx.resolve(module, node.name)?.init) : node;
}
