// The addresses that a client asks for, and calls that may keep or forget a token by a function that cannot be followed:
// those refuse the client.

import { bare, keyOf, propertyOf } from '../source/ast.js';
import { constantOf, resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { belongsTo } from './base-url.js';
import { doesRequests } from './sent.js';
import { isCookies, storageArea } from './stored.js';
import { visitAll } from './visit.js';

/** Places that cannot be followed, and addresses of other origins. */
export function noteOthers(cx, plan, sites) {
  const { client, access, refresh } = plan;
  const keys = [access, refresh]
    .filter((one) => one && one.area !== 'store' && one.area !== 'variable')
    .map(({ key }) => key);
  sites.urls = [];
  visitAll(cx, plan.skip, (module, node) => {
    if (node.type !== 'CallExpression') return;
    const callee = bare(node.callee);
    const key = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
    const first = node.arguments[0];
    const owner = cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (
      owner &&
      belongsTo(owner, client) &&
      first &&
      (callee.type === 'Identifier' || /^(get|delete|head|options|post|put|patch|request)/.test(key ?? ''))
    ) {
      const object = bare(first).type === 'ObjectExpression' ? propertyOf(first, 'url')?.value : first;
      if (object) sites.urls.push({ module, node: object });
    }
    // `api.get(url)` of the application's own, which hands the address on to the client.
    if (!owner && first && isAbsolute(cx, module, first)) {
      const fn = resolveCallee(cx.project, module, callee);
      if (fn && doesRequests(cx, fn)) sites.urls.push({ module, node: first });
    }
    const isKey = first && keys.includes(constantOf(cx.project, module, first));
    const isStorage =
      callee.type === 'MemberExpression' &&
      (storageArea(callee.object, module) || isCookies(cx, module, callee));
    if (
      isKey &&
      !isStorage &&
      /^(set|save|put|write|store|update|remove|delete|unset|clear)/i.test(key ?? '')
    )
      throw new Refusal(
        module,
        node,
        'the token may be kept or forgotten here too, by a function that is not followed',
      );
  });
}

function isAbsolute(cx, module, given) {
  const node = bare(given);
  const head = node.type === 'TemplateLiteral' ? node.quasis[0].value.cooked : undefined;
  const text = constantOf(cx.project, module, node) ?? head;
  return typeof text === 'string' && /^(https?:)?\/\//.test(text);
}
