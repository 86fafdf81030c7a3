// One client with its interceptors, as a session: everything that was recognised, or a refusal. It decides the carrier,
// which field of the answer is which token, and where the session is set up.

import {
  bare,
  bodyOf,
  dotted,
  isFunction,
  keyOf,
  literalOf,
  propertyValue,
  propertyOf,
  walk,
} from '../source/ast.js';
import { resolveCallee } from '../source/project.js';
import { Refusal } from '../refusal.js';
import { answerText } from './conditions.js';
import { tokensIn } from './effects.js';
import { apply, nothingFound, readHandler } from './handler.js';
import { describeRefresh } from './refresh.js';
import { readRequestHook } from './request.js';
import { Scope, TOKENISH } from './values.js';

const AUTH = /\b401\b|refresh|_retry|authorization|bearer/i;

/** Whether an interceptor has to do with the session. */
export function isAboutSession(cx, hook) {
  const parts = [cx.text(hook.module, hook.call)];
  for (const one of hook.call.arguments) {
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
  const plan = { client, hooks: [], kept: [], skip: [], f: nothingFound(), inlined: [], notes: [] };
  const { f } = plan;
  cx.asked = [];
  cx.retryKeys = new Set();
  for (const hook of hooks) {
    if (hook.isEject) throw new Refusal(hook.module, hook.call, 'interceptors come and go here (eject)');
    if (!isAboutSession(cx, hook)) plan.kept.push(hook);
    else plan.hooks.push(hook);
  }
  const requestHooks = plan.hooks.filter(({ type }) => type === 'request');
  if (requestHooks.length > 1)
    throw new Refusal(requestHooks[1].module, requestHooks[1].call, 'two request interceptors set the token');
  for (const hook of requestHooks) {
    const scope = scopeAt(cx, hook);
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
  if (!f.refresh) throw new Refusal(answers[0].module, answers[0].call, 'no refresh call was found in it');
  if (!f.resends && answers[0].type !== 'library')
    throw new Refusal(answers[0].module, answers[0].call, 'the request is not sent again after the refresh');
  plan.place = placeOf(cx, plan);
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

/** The names of the functions around an interceptor, which code at the same place sees as well. */
function scopeAt(cx, hook) {
  return new Scope(hook.module);
}

function readAnswers(cx, plan, hook) {
  const { f } = plan;
  const { module, call } = hook;
  const outer = scopeAt(cx, hook);
  if (hook.type === 'library') return readLibrary(cx, plan, hook, outer);
  const [onAnswer, onError] = call.arguments.map((one) => cx.functionOf(module, one));
  const isTrivial = (fn) => !fn || (isFunction(fn) && isIdentity(cx, module, fn));
  hook.parts = [];
  if (isFunction(onAnswer) && !isIdentity(cx, module, onAnswer)) {
    const text = cx.text(cx.homeOf(module, call.arguments[0]), onAnswer);
    const isSliding =
      new RegExp(`\\b${onAnswer.params[0]?.name}\\.headers\\b`).test(text) &&
      /token|authorization/i.test(text);
    if (isSliding) hook.sliding = readSliding(cx, plan, cx.homeOf(module, call.arguments[0]), onAnswer);
    else if (AUTH.test(text) || /code\b.*[=!]==?/.test(text)) {
      hook.answer = readHandler(cx, f, cx.homeOf(module, call.arguments[0]), onAnswer, outer, 'response');
      f.byBody = f.gates.splice(0);
      if (!f.byBody.length)
        throw new Refusal(module, call.arguments[0], 'it is not clear when this refreshes');
    } else hook.keepsAnswer = true;
  } else if (!isTrivial(onAnswer))
    throw new Refusal(module, call.arguments[0], 'this function is not written here');
  if (isFunction(onError)) {
    const refresh = f.refresh;
    if (refresh) cx.checkPassingOn(module, call.arguments[1]);
    else hook.error = readHandler(cx, f, cx.homeOf(module, call.arguments[1]), onError, outer, 'error');
  } else if (!f.refresh && !hook.sliding) throw new Refusal(module, call, 'no handler of errors was found');
}

/** `(response) => response` */
function isIdentity(cx, module, fn) {
  const statements = bodyOf(fn).filter(({ type }) => type !== 'EmptyStatement');
  const name = fn.params[0]?.name;
  const value =
    statements.length === 1 && statements[0].type === 'ReturnStatement'
      ? bare(statements[0].argument)
      : undefined;
  return value?.type === 'Identifier' && value.name === name;
}

/** A new token in a header of every answer. */
function readSliding(cx, plan, module, fn) {
  const scope = new Scope(module);
  const inner = nothingFound();
  const statements = bodyOf(fn);
  const last = statements.at(-1);
  if (last?.type !== 'ReturnStatement' || bare(last.argument)?.name !== fn.params[0]?.name)
    throw new Refusal(module, fn, 'this handler does more than take a new token');
  apply(
    cx,
    inner,
    { fn: { ...fn, body: { type: 'BlockStatement', body: statements.slice(0, -1) } }, scope },
    [{ t: 'raw' }],
    'main',
  );
  const paths = new Map(
    inner.saves.flatMap(({ tokens }) => tokens.map(({ value }) => [JSON.stringify(value.path), value.path])),
  );
  if (paths.size !== 1 || inner.refresh || [...paths.values()][0][0] !== '@headers')
    throw new Refusal(module, fn, 'this handler does more than take a new token');
  return { name: [...paths.values()][0][1], module, fn };
}

/** axios-auth-refresh: the function that is given does the refresh. */
function readLibrary(cx, plan, hook, outer) {
  const { f } = plan;
  const { module, call } = hook;
  const [, given, options] = call.arguments;
  const fn = cx.functionOf(module, given);
  if (!isFunction(fn)) throw new Refusal(module, given, 'the refresh function is not written here');
  const home = cx.homeOf(module, given);
  apply(cx, f, { fn, scope: new Scope(home, outer) }, [{ t: 'error' }], 'main');
  const object = bare(options);
  if (object && object.type !== 'ObjectExpression')
    throw new Refusal(module, options, 'these options are not written here');
  for (const one of object?.properties ?? []) {
    const key = one.type === 'Property' ? keyOf(one) : undefined;
    const value = bare(one.value);
    if (
      key === 'statusCodes' &&
      value.type === 'ArrayExpression' &&
      value.elements.every((item) => Number.isInteger(literalOf(item)))
    )
      f.gates.push({ kind: 'status', positive: true, statuses: value.elements.map(literalOf) });
    else if (!/^(pauseInstanceWhileRefreshing|deduplicateRefresh|skipWhileRefreshing)$/.test(key ?? ''))
      throw new Refusal(
        module,
        one,
        `the option ${key} has no counterpart in the session`,
        'docs/axios-compatibility.md',
      );
  }
  if (!f.gates.some(({ kind }) => kind === 'status'))
    f.gates.push({ kind: 'status', positive: true, statuses: [401] });
}

/** Where the session is written: into `create()`, or in place of the interceptor as `defaults.session`. */
function placeOf(cx, plan) {
  const { client, hooks } = plan;
  const isTop = (hook) => hook.trail.length <= 2;
  for (const hook of hooks) {
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
  const last = hooks.findLast(({ type }) => type !== 'request') ?? hooks[0];
  if (hooks.some(({ module }) => module !== last.module))
    throw new Refusal(last.module, last.call, 'the interceptors of this client are in two files');
  return { module: last.module, hook: last };
}

function decideTokens(cx, plan) {
  const { f } = plan;
  const unique = (paths) => [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
  const saved = f.saves
    .flatMap(({ tokens }) => tokens.map(({ value }) => value))
    .filter(({ t, path }) => t !== 'access' && path?.length);
  const all = unique([...f.accessPaths, ...saved.map(({ path }) => path)]);
  const used = unique(f.accessPaths);
  const { module, node } = f.refresh;
  const where = f.refresh.scope?.module ?? module;
  const accesses = used.length
    ? used
    : all.filter((path) => !/refresh/i.test(path.join('.')) && /token|access|jwt|auth/i.test(path.join('.')));
  if (accesses.length > 1)
    throw new Refusal(
      where,
      node,
      `which field of the answer is the access token? ${accesses.map((path) => path.join('.')).join(', ')}`,
    );
  [f.accessPath] = accesses;
  const rest = all.filter(
    (path) => path !== f.accessPath && JSON.stringify(path) !== JSON.stringify(f.accessPath),
  );
  const refreshes = rest.filter((path) => /refresh/i.test(path.join('.')));
  if (rest.length > refreshes.length || refreshes.length > 1)
    throw new Refusal(
      where,
      node,
      `more than the tokens is taken from the answer: ${rest.map((path) => path.join('.')).join(', ')}`,
    );
  [f.refreshPath] = refreshes;
  // Without a request interceptor the token is a default header, and is read where the page begins.
  plan.access ??= cx.accessOf(plan);
  const others = f.sources.filter(({ id }) => id !== plan.access?.id);
  plan.refreshGuess = others.find(({ id }) => /refresh/i.test(id));
}

function decideCarrier(cx, plan) {
  const { f, access, refresh } = plan;
  const { module, node } = { module: f.refresh.scope.module, node: f.refresh.node };
  if (refresh) plan.carrier = 'bearer';
  else if (access) plan.carrier = f.accessPath ? 'split' : undefined;
  else plan.carrier = f.accessPath || f.saves.length ? undefined : 'cookie';
  if (!plan.carrier)
    throw new Refusal(
      module,
      node,
      access
        ? 'which field of the answer is the access token?'
        : 'where requests get their access token from was not found',
    );
  if (plan.carrier === 'bearer' && !access)
    throw new Refusal(module, node, 'where requests get their access token from was not found');
  if (plan.carrier === 'bearer' && !f.accessPath)
    throw new Refusal(module, node, 'which field of the answer is the access token?');
  // A token that the request interceptor sets and the refresh sends: sliding, without a refresh token of its own.
  if (plan.carrier === 'split' && f.refresh.isFetch) {
    const credentials = literalOf(propertyOf(f.refresh.config, 'credentials')?.value);
    if (credentials !== 'include') plan.notes.push('credentials');
  }
}

/** When a request is refreshed for, and which take no part. */
function decideGates(cx, plan) {
  const { f } = plan;
  const { gates } = f;
  const where = plan.hooks.find(({ type }) => type !== 'request');
  const statuses = gates.filter(({ kind }) => kind === 'status');
  const answers = gates.filter(({ kind }) => kind === 'answer');
  const urls = gates.flatMap((one) => (one.kind === 'url' ? [one] : one.kind === 'urls' ? one.urls : []));
  if (!statuses.length && !answers.length && !f.byBody)
    throw new Refusal(where.module, where.call, 'it is not clear which answers are refreshed for');
  if (statuses.some(({ positive }) => !positive))
    throw new Refusal(where.module, where.call, 'it is not clear which answers are refreshed for');
  const list = [...new Set(statuses.flatMap((one) => one.statuses))];
  if (statuses.length > 1 && list.length > 1)
    throw new Refusal(where.module, statuses[1].node ?? where.call, 'two conditions on the status');
  const excluded = [...urls, ...(f.request?.excluded ?? [])];
  plan.exclude = [];
  const finals = [];
  const own = plan.refreshUrl;
  for (const { text, op } of excluded) {
    if (own && (own.includes(text) || text.includes(own)) && /refresh|token/i.test(text)) continue;
    if (/log-?out|sign-?out/i.test(text)) continue;
    const isPublic =
      f.request?.excluded.some((one) => one.text === text) ||
      /log-?in|sign-?in|register|sign-?up|password|auth/i.test(text);
    if (isPublic) plan.exclude.push({ text, op });
    else finals.push({ text, op });
  }
  const tests = [];
  if (answers.length || f.byBody || finals.length) {
    const first = statuses.length
      ? answerText(cx, { kind: 'status', positive: true, statuses: list })
      : undefined;
    const all = [first, ...answers.map((one) => answerText(cx, one))].filter(Boolean).join(' && ');
    const body = f.byBody
      ?.filter(({ kind }) => kind === 'answer' || kind === 'status')
      .map((one) => answerText(cx, one))
      .join(' && ');
    if (f.byBody?.some(({ kind }) => !/^(answer|status)$/.test(kind)))
      throw new Refusal(where.module, where.call, 'it is not clear which answers are refreshed for');
    tests.push([all || 'response.status === 401', body].filter(Boolean).join(' || '));
    for (const { text, op } of finals)
      tests.push(
        op === 'equals' ? `response.config.url !== '${text}'` : `!response.config.url?.${op}('${text}')`,
      );
    plan.refreshOn = `(response) => ${tests.length > 1 && / \|\| /.test(tests[0]) ? `(${tests[0]})` : tests[0]}${tests
      .slice(1)
      .map((one) => ` && ${one}`)
      .join('')}`;
  } else if (list.length !== 1 || list[0] !== 401) plan.refreshOn = `[${list.join(', ')}]`;
}

export { dotted, resolveCallee, propertyValue, tokensIn, walk };
