// The calls that tell the session of a sign-in or a sign-out. It decides where each one stands: in place of the statements
// that kept the tokens if they did nothing else, behind them otherwise, and behind the request where tokens are cookies.

import { bare, dotted, walk } from '../source/ast.js';
import { constantOf } from '../source/project.js';
import { enclosing } from '../recognise/visit.js';
import { isWeb } from '../recognise/stored.js';
import { Refusal } from '../refusal.js';
import { wholeCall } from '../ky/urls.js';
import { clientIn } from './client-name.js';
import { blockOf, marginOf, statementOf } from './layout.js';

/** Writes in one block are one sign-in. */
function groups(signIns) {
  const all = new Map();
  for (const one of signIns) {
    const block = blockOf(one.trail);
    const fn = enclosing(one.trail);
    const key = fn && fn.body === block ? fn : block;
    all.set(key, [...(all.get(key) ?? []), one]);
  }
  return [...all.values()];
}

export function tokenSites(cx, plan, sites, edits, changed) {
  const { access, carrier } = plan;
  const signsIn = new Set();
  for (const group of groups(sites.signIns)) {
    const { module } = group[0];
    const at = group[0].node;
    const accessText = group.find((one) => one.access)?.access;
    const refreshText = group.find((one) => one.refresh)?.refresh;
    if (!accessText) throw new Refusal(module, at, 'only the refresh token is kept here');
    if (carrier === 'bearer' && !refreshText)
      throw new Refusal(
        module,
        at,
        'only the access token is kept here, and the session needs the refresh token too',
      );
    const fn = enclosing(group[0].trail);
    if (!fn) throw new Refusal(module, at, 'tokens are kept while the module is loaded');
    signsIn.add(fn);
    const again = refreshIn(cx, plan, module, fn);
    if (again)
      throw new Refusal(
        module,
        again,
        'this refreshes too, beside the interceptor: take `session.refresh()` or `session.getAccessToken()`',
      );
    const session = `${clientIn(cx, plan, module, edits, group[0].trail)}.session.signIn(${tokensText(accessText, carrier === 'bearer' ? refreshText : undefined)})`;
    const statements = [...new Set(group.map(({ trail, node }) => statementOf(trail, node)))].sort(
      (a, b) => a.start - b.start,
    );
    changed.signIns++;
    const isPlain = statements.every((one) => one.type === 'ExpressionStatement');
    if (!isPlain) {
      // `.then((r) => setTokens(r.data))` is an expression.
      if (group.length > 1 || fn.body.type === 'BlockStatement')
        throw new Refusal(module, at, 'tokens are kept in the middle of a larger statement');
      edits.replace(module, fn.body.start, fn.body.end, `(${session}, ${cx.text(module, fn.body)})`);
      continue;
    }
    const isDirect = isWeb(access) && group.every(({ isWhole }) => !isWhole);
    const last = statements.at(-1);
    const margin = /[ \t]*$/.exec(module.text.slice(0, last.start))[0];
    if (isDirect && fn.async && statements.every((one) => isOnlyWrite(one, group))) {
      edits.replace(module, statements[0].start, statements[0].end, `await ${session};`);
      for (const one of statements.slice(1)) edits.remove(module, one);
    } else edits.insert(module, last.end, `\n${margin}${fn.async ? 'await ' : ''}${session};`);
  }
  const done = new Set();
  for (const { module, node, trail, isRefresh } of sites.signOuts) {
    const fn = enclosing(trail);
    if (isRefresh || done.has(fn) || signsIn.has(fn)) continue;
    if (!fn) throw new Refusal(module, node, 'tokens are forgotten while the module is loaded');
    done.add(fn);
    const call = `${clientIn(cx, plan, module, edits, trail)}.session.signOut()`;
    const block = blockOf(trail);
    changed.signOuts++;
    if (fn.body.type !== 'BlockStatement' || !block) {
      edits.replace(module, fn.body.start, fn.body.end, `(${call}, ${cx.text(module, fn.body)})`);
      continue;
    }
    const statement = statementOf(trail, node);
    const margin = /[ \t]*$/.exec(module.text.slice(0, statement.start))[0];
    edits.insert(module, statement.start, `${fn.async ? 'await ' : ''}${call};\n${margin}`);
  }
}

const isOnlyWrite = (statement, group) =>
  group.some(
    ({ node }) => bare(statement.expression) === node || bare(bare(statement.expression)?.argument) === node,
  );

const tokensText = (access, refresh) => {
  const field = (name, text) => (text === name ? name : `${name}: ${text}`);
  return `{ ${field('accessToken', access)}${refresh ? `, ${field('refreshToken', refresh)}` : ''} }`;
};

export function cookieSites(cx, plan, sites, edits, changed) {
  for (const { module, node: call, trail, owner, isLogin } of sites.requests) {
    const node = owner.kind === 'ky' ? wholeCall(module, call, trail) : call;
    const session = `${clientIn(cx, plan, module, edits, trail)}.session`;
    edits.insert(
      module,
      node.end,
      `.then(async (answer) => {\n  await ${session}.${isLogin ? 'signIn' : 'signOut'}();\n  return answer;\n})`.replace(
        /\n/g,
        `\n${marginOf(module, node)}`,
      ),
    );
    changed[isLogin ? 'signIns' : 'signOuts']++;
  }
}

/** A call of the refresh endpoint in a function that keeps tokens. */
function refreshIn(cx, plan, module, fn) {
  let found;
  walk(fn, (node) => {
    if (node.type !== 'CallExpression' || !node.arguments.length) return;
    const url = constantOf(cx.project, module, node.arguments[0]) ?? cx.text(module, node.arguments[0]);
    if (typeof url !== 'string' || !/^[`'"/h]|\$\{/.test(url)) return;
    const isUrl = plan.refreshUrl ? url.includes(plan.refreshUrl) : /refresh/i.test(url);
    const callee = bare(node.callee);
    const isSent =
      dotted(callee) === 'fetch' ||
      cx.clients.clientOf(module, callee.type === 'MemberExpression' ? callee.object : callee);
    if (isUrl && isSent) found = node;
  });
  return found;
}
