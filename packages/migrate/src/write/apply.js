// A plan as changes of texts: the session's options, what they replace, and the calls that tell the session of a sign-in
// or a sign-out. It decides the order of these, and refuses a plan without a place where users sign in.

import { isFunction } from '../source/ast.js';
import { findSites } from '../recognise/sites.js';
import { belongsTo } from '../recognise/base-url.js';
import { functionsOf } from '../recognise/plan.js';
import { loginPath } from '../ky/urls.js';
import { setUpKy } from '../ky/write.js';
import { Refusal } from '../refusal.js';
import { addImport, clientIn } from './client-name.js';
import { removeHeader, removeHooks } from './remove.js';
import { sessionText } from './session.js';
import { createHeader, setUp } from './set-up.js';
import { cookieSites, tokenSites } from './sign-in-out.js';
import { storeCalls } from './store-calls.js';

export function applyPlan(cx, plan, edits) {
  plan.skip = skipped(cx, plan);
  Object.assign(plan, storeCalls(cx, plan));
  const sites = findSites(cx, plan);
  plan.sites = sites;
  checkSites(cx, plan, sites);
  addLoginUrls(cx, plan, sites);
  const text = sessionText(cx, plan);
  if (plan.client.single && /\bthis\b/.test(text))
    throw new Refusal(
      plan.client.module,
      plan.client.node,
      'the session would need fields of the class: keep the tokens, and what happens at the end, outside of it',
    );
  if (plan.ky) setUpKy(cx, plan, edits, text);
  else setUp(cx, plan, edits, text);
  if (plan.cookieImport) addImport(plan.place.module, edits, plan.cookieImport, "'js-cookie'", true);
  if (!plan.ky) removeHooks(cx, plan, edits);
  for (const { module, node, trail } of sites.headers) removeHeader(module, node, trail, edits);
  if (!plan.ky) createHeader(cx, plan, edits);
  const changed = { signIns: 0, signOuts: 0 };
  if (plan.carrier === 'cookie') cookieSites(cx, plan, sites, edits, changed);
  else tokenSites(cx, plan, sites, edits, changed);
  for (const { module, node, trail } of sites.renewals) {
    const parent = trail.at(-1);
    const isStatement =
      parent.type === 'ExpressionStatement' ||
      (parent.type === 'AwaitExpression' && trail.at(-2).type === 'ExpressionStatement');
    if (!isStatement)
      throw new Refusal(
        module,
        node,
        'the result of a refresh is used here: take `session.getAccessToken()`',
        'docs/migrating.md',
      );
    edits.replace(
      module,
      node.start,
      node.end,
      `${clientIn(cx, plan, module, edits, trail)}.session.refresh()`,
    );
  }
  plan.changed = changed;
}

/** What the recognition has dealt with, and is no place of its own. */
function skipped(cx, plan) {
  const skip = plan.hooks.map(({ module, call }) => ({ module, start: call.start, end: call.end }));
  const add = (module, node) => skip.push({ module, start: node.start, end: node.end });
  for (const hook of plan.hooks) {
    for (const one of functionsOf(hook)) {
      const fn = cx.functionOf(hook.module, one);
      if (isFunction(fn)) add(cx.homeOf(hook.module, one), fn);
    }
  }
  for (const { module, init } of plan.inlined) add(module, init);
  return skip;
}

function checkSites(cx, plan, sites) {
  const { carrier, f } = plan;
  const { module } = f.refresh.scope;
  if (carrier === 'cookie') {
    if (!sites.requests.some(({ isLogin }) => isLogin))
      throw new Refusal(
        module,
        f.refresh.node,
        'where users sign in was not found; the session has to be told by `session.signIn()`',
        'docs/getting-started.md',
      );
    return;
  }
  if (!sites.signIns.length)
    throw new Refusal(
      module,
      f.refresh.node,
      'where users sign in was not found; the session has to be told by `session.signIn(tokens)`',
      'docs/getting-started.md',
    );
}

/** The call that signs in takes no part in the session: its 401 means a wrong password. */
function addLoginUrls(cx, plan, sites) {
  for (const { url, owner, isLogin } of sites.requests) {
    if (!isLogin || !belongsTo(owner, plan.client)) continue;
    if (plan.exclude.some(({ text }) => `/${url}`.includes(text))) continue;
    if (plan.ky) plan.exclude.push(loginPath(cx, owner, url));
    else if (/^\//.test(url)) plan.exclude.push({ text: url, op: 'startsWith' });
  }
}
