// What follows from everything that was read: which field of the answer is which token, the carrier, and when a request is
// refreshed for.

import { literalOf, propertyOf } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { answerText } from './conditions.js';

export function decideTokens(cx, plan) {
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
  // The answer as a whole was kept: its usual fields are found by themselves, others are not known.
  f.isKeptWhole = f.saves.some(({ tokens }) => tokens.some(({ value }) => value.path && !value.path.length));
  // Without a request interceptor the token is a default header, and is read where the page begins.
  plan.access ??= cx.accessOf(plan);
  const others = f.sources.filter(({ id }) => id !== plan.access?.id);
  plan.refreshGuess = others.find(({ id }) => /refresh/i.test(id));
}

export function decideCarrier(cx, plan) {
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
export function decideGates(cx, plan) {
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
