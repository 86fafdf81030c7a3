// The option `loginUrl`: the page that the application went to when a refresh had failed. everfetch goes there after a
// sign-out too. It decides whether the application has a way of its own then, which must not be cut short: the tab in
// which the user signs out stays with the application, and only the other tabs go to the login page.

import { bare, dotted, isFunction, keyOf, walk } from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { quote } from '../recognise/conditions.js';
import { doesRequests } from '../recognise/sent.js';
import { enclosing, visitAll } from '../recognise/visit.js';

/** @returns {string} */
export function loginUrlText(cx, plan) {
  const url = quote(plan.f.login.url);
  if (!hasOwnWay(cx, plan)) return `loginUrl: ${url}`;
  return `// The tab in which the user signs out goes where it went before.
loginUrl: ({ reason }) => (reason === 'signedOut' && document.hasFocus() ? undefined : ${url})`;
}

function hasOwnWay(cx, plan) {
  const { sites, carrier } = plan;
  const places = carrier === 'cookie' ? sites.requests.filter(({ isLogin }) => !isLogin) : sites.signOuts;
  return places.some(({ module, node, trail }) => {
    const fn = enclosing(trail);
    if (!fn) return false;
    return (
      goesElsewhere(fn) ||
      sendsAfter(cx, module, fn, node) ||
      callersOf(cx, plan, fn).some((caller) => goesElsewhere(caller))
    );
  });
}

function callersOf(cx, { skip }, fn) {
  const callers = [];
  visitAll(cx, skip, (module, node, trail) => {
    if (node.type !== 'CallExpression' || resolveCallee(cx.project, module, node.callee)?.init !== fn) return;
    const caller = enclosing(trail);
    if (caller && caller !== fn) callers.push(caller);
  });
  return callers;
}

const ROUTER = /^(use)?(router|history|location|nav\w*|navigation)(\(\))?$/i;

/** `location.href = …`, `router.push(…)`, `navigate(…)`. */
function goesElsewhere(fn) {
  let goes = false;
  walk(fn, (node) => {
    if (node.type === 'AssignmentExpression' && /^location(\.href)?$/.test(dotted(node.left) ?? ''))
      goes = true;
    if (node.type === 'CallExpression') {
      const callee = bare(node.callee);
      const key = callee.type === 'MemberExpression' ? keyOf(callee) : callee.name;
      const owner = callee.type === 'MemberExpression' ? dotted(callee.object)?.split('.').at(-1) : undefined;
      if (!owner && /^(navigate|goto|push|redirect|replace)/i.test(key ?? '')) goes = true;
      if (owner && (ROUTER.test(owner) || /router|history/i.test(owner))) goes = true;
    }
    return !goes;
  });
  return goes;
}

/** A request behind the sign-out would be cancelled by the way to another page. */
function sendsAfter(cx, module, fn, site) {
  let sends = false;
  walk(fn.body, (node) => {
    if (node.start >= site.end && node.type === 'CallExpression')
      sends ||= doesRequests(cx, { init: node, module });
    return !sends && !(isFunction(node) && node.end < site.start);
  });
  return sends;
}
