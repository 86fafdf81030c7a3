// Tokens that lie somewhere: the browser's storages and the application's stores. It decides which expression reads which
// place.

import { bare, dotted, pathOf } from '../source/ast.js';

/** The browser's storage, and nothing of the application's with the same name. */
export const storageArea = (node, module) => {
  const path = dotted(node);
  if (path !== 'localStorage' && path !== 'sessionStorage') return undefined;
  return module.declared.has(path) || module.imports.has(path) ? undefined : path;
};

/** Whether a token lies in localStorage or sessionStorage. */
export const isWeb = (source) => /^(local|session)Storage$/.test(source?.area ?? '');

export const stored = (area, key, text, more) => ({
  t: 'source',
  area,
  key,
  id: `${area}:${key}`,
  text,
  ...more,
});

/** `useAuthStore.getState().token`, `store.getState().auth.token`, `useAuthStore().token`. */
export function storeSource(cx, node, scope) {
  const path = pathOf(node);
  if (!path || scope.has(path[0])) return undefined;
  const index = path.findIndex(
    (one, at) => /^getState\(\)$/.test(one) || (at === 0 && /^use\w*\(\)$/.test(one)),
  );
  if (index < 0) return undefined;
  const text = cx.text(scope.module, node);
  const id = `store:${path.join('.')}`;
  return path.length === index + 1
    ? { t: 'object', area: 'store', id, text, path: [], module: scope.module }
    : { t: 'source', area: 'store', id, text, path: path.slice(index + 1), module: scope.module };
}

/** Whether a call is one of js-cookie. */
export const isCookies = (cx, module, callee) => {
  const owner = bare(callee.object);
  return owner.type === 'Identifier' && cx.resolve(module, owner.name)?.package === 'js-cookie';
};
