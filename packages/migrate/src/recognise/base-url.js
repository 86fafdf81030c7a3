// The base of a client's addresses: axios's `baseURL`, ky's `prefixUrl`, `prefix` and `baseUrl`. It decides where a client
// has it from, itself or from the one that it extends, and which clients share the session of another one.

import { propertyOf } from '../source/ast.js';
import { constantOf } from '../source/project.js';

const NAMES = { axios: /^baseURL$/, ky: /^(prefixUrl|prefix|baseUrl)$/ };

/** @returns {{ node: any, module: any, key: string } | undefined} */
export function baseOf(client) {
  for (let one = client; one; one = one.parent) {
    const found = baseIn(one, one.options);
    if (found) return { ...found, module: one.module };
  }
  return undefined;
}

/** The text of that base, '' where a client has none, or undefined where it is not known here. */
export function baseTextOf(cx, client) {
  const base = baseOf(client);
  if (base) return constantOf(cx.project, base.module, base.node);
  return client.isGlobal ? cx.globalBase : '';
}

/** The base among the options of a client, or of one call of it. */
export function baseIn(client, options) {
  for (const key of ['baseURL', 'prefixUrl', 'prefix', 'baseUrl']) {
    if (!NAMES[client?.kind ?? 'axios'].test(key)) continue;
    const property = propertyOf(options, key);
    if (property) return { node: property.value, key };
  }
  return undefined;
}

/** Whether requests of one client take part in the session of another: it is the same, or ky's `extend` of it. */
export function belongsTo(one, client) {
  for (let each = one; each; each = each.parent) if (each === client) return true;
  return false;
}
