// One client with its interceptors, as a session: everything that was recognised, or a refusal. It decides where the
// session is set up.

import { bare, isFunction, walk } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { readAnswers } from './answers.js';
import { decideCarrier, decideGates, decideTokens } from './decide.js';
import { nothingFound } from './handler.js';
import { describeRefresh } from './refresh.js';
import { readRequestHook } from './request.js';
import { Scope } from './scope.js';
import { TOKENISH } from './values.js';
import { enclosing } from './visit.js';

export const AUTH = /\b401\b|refresh|_retry|authorization|bearer/i;

/** The functions that a hook is given. */
export const functionsOf = (hook) => hook.given ?? hook.call.arguments;

/** Whether an interceptor has to do with the session. */
export function isAboutSession(cx, hook) {
  const parts = [cx.text(hook.module, hook.call)];
  for (const one of functionsOf(hook)) {
    const fn = cx.functionOf(hook.module, one);
    if (fn && bare(one).type === 'Identifier') parts.push(cx.text(cx.homeOf(hook.module, one), fn));
  }
  const text = parts.join('\n');
  return (
    hook.type === 'library' ||
    AUTH.test(text) ||
    (hook.type === 'request' && TOKENISH.test(text) && /headers/.test(text))
  );
}

export function makePlan(cx, client, hooks) {
  const plan = beginPlan(cx, client);
  const { f } = plan;
  for (const hook of hooks) {
    if (hook.isEject) throw new Refusal(hook.module, hook.call, 'interceptors come and go here (eject)');
    if (!isAboutSession(cx, hook)) plan.kept.push(hook);
    else plan.hooks.push(hook);
  }
  const requestHooks = plan.hooks.filter(({ type }) => type === 'request');
  if (requestHooks.length > 1)
    throw new Refusal(requestHooks[1].module, requestHooks[1].call, 'two request interceptors set the token');
  for (const hook of requestHooks) {
    const scope = new Scope(hook.module);
    hook.found = readRequestHook(cx, hook.module, hook.call, scope);
    f.request = hook.found;
    plan.access = hook.found.source;
    if (!hook.found.ours.length)
      throw new Refusal(hook.module, hook.call, 'it is not clear which token this sets');
  }
  const answers = plan.hooks.filter(({ type }) => type !== 'request');
  if (!answers.length)
    throw new Refusal(
      (plan.hooks[0] ?? hooks[0]).module,
      (plan.hooks[0] ?? hooks[0]).call,
      'the token is set here and never renewed: give `session` a refresh endpoint',
      'docs/getting-started.md',
    );
  if (answers.length > 1)
    throw new Refusal(answers[1].module, answers[1].call, 'two response interceptors refresh');
  readAnswers(cx, plan, answers[0]);
  return finishPlan(cx, plan, answers[0], hooks, () => placeOf(cx, plan));
}

/** A plan in which nothing is known yet. */
export function beginPlan(cx, client) {
  cx.asked = [];
  cx.retryKeys = new Set();
  return { client, hooks: [], kept: [], skip: [], f: nothingFound(), inlined: [], notes: [] };
}

/** What follows when the hooks have been read. @param {any} answer the hook that refreshes */
export function finishPlan(cx, plan, answer, hooks, placed) {
  const { f, client } = plan;
  if (!f.refresh) throw new Refusal(answer.module, answer.call, 'no refresh call was found in it');
  if (!f.resends && answer.type !== 'library')
    throw new Refusal(answer.module, answer.call, 'the request is not sent again after the refresh');
  plan.place = placed();
  plan.inlined = f.inlined;
  decideTokens(cx, plan);
  plan.refreshOption = describeRefresh(cx, f, client, plan.access, plan.place, hooks);
  plan.refresh = plan.refreshOption.refreshSource ?? plan.refreshGuess;
  plan.refreshUrl = plan.refreshOption.url;
  decideCarrier(cx, plan);
  decideGates(cx, plan);
  checkAsked(cx, plan);
  return plan;
}

/** Conditions that were read as "is there a token" and "is it the second try" have to ask for just that. */
function checkAsked(cx, { access, refresh }) {
  for (const { kind, key, value, node, module } of cx.asked) {
    if (kind === 'retry') {
      if (!cx.retryKeys.has(key)) throw new Refusal(module, node, `the flag ${key} is set elsewhere`);
      continue;
    }
    const isOwn = [access, refresh].some(
      (one) => one && (value.t === 'access' || value.id === one.id || one.id.startsWith(`${value.id}.`)),
    );
    if (!isOwn) throw new Refusal(module, node, 'this asks for something else than the tokens');
  }
}

/** Where the session is written: into `create()`, or in place of the interceptor as `defaults.session`. */
function placeOf(cx, plan) {
  const { client, hooks } = plan;
  const isTop = (hook) => client.single || hook.trail.length <= 2;
  for (const hook of hooks) {
    if (client.single) {
      checkInClass(client, hook);
      continue;
    }
    const fn = hook.trail.find((one) => isFunction(one) || /^Class/.test(one.type));
    if (fn && /^Class/.test(fn.type))
      throw new Refusal(hook.module, hook.call, 'an interceptor inside of a class');
    const name = fn?.id?.name ?? hook.trail.findLast(({ type }) => type === 'VariableDeclarator')?.id.name;
    if (
      fn &&
      (/^use[A-Z]|^[A-Z]/.test(name ?? '') || hook.trail.some((one) => one.type === 'CallExpression'))
    )
      throw new Refusal(
        hook.module,
        hook.call,
        'an interceptor that a component sets up and takes away: create the client once, outside',
        'docs/recipes/README.md',
      );
    if (hook.trail.some(({ type }) => /^(If|For|While|Try|Switch)/.test(type)))
      throw new Refusal(hook.module, hook.call, 'an interceptor that is set only under a condition');
  }
  const isHome = !client.isGlobal && hooks.every((hook) => hook.module === client.module && isTop(hook));
  const options = client.options;
  if (isHome && (!options || options.type === 'ObjectExpression'))
    return { module: client.module, isCreate: true };
  if (client.single)
    throw new Refusal(client.module, client.node, 'the options of the client are not written here');
  const last = hooks.findLast(({ type }) => type !== 'request') ?? hooks[0];
  if (hooks.some(({ module }) => module !== last.module))
    throw new Refusal(last.module, last.call, 'the interceptors of this client are in two files');
  return { module: last.module, hook: last };
}

/** In a class the constructor sets the interceptors, itself or by a method that it calls once, always. */
function checkInClass(client, hook) {
  const { single } = client;
  const refuse = () => {
    throw new Refusal(hook.module, hook.call, 'an interceptor inside of a class, beyond its constructor');
  };
  const isPlain = (body, node) =>
    body?.body.some(({ type, expression }) => type === 'ExpressionStatement' && bare(expression) === node);
  const fn = enclosing(hook.trail);
  if (hook.module !== client.module || !fn || !isPlain(fn.body, hook.call)) refuse();
  if (fn.body === single.constructorBody) return;
  const name = [...single.fields].find(([, { member }]) => bare(member?.value) === fn)?.[0];
  const calls = [];
  for (const { program } of client.module.blocks)
    walk(program, (node) => {
      if (node.type === 'CallExpression' && bare(node.callee).name === name) calls.push(node);
    });
  if (!name || calls.length !== 1 || !isPlain(single.constructorBody, calls[0])) refuse();
}
