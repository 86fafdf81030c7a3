// The whole decision, without a disk: from the files of a project to new texts and a report. Each client is moved whole
// or left whole. axios's imports change only where no client is left, so that a project never has half of each.

import { readProject, SCRIPT } from './source/project.js';
import { readSingleClasses } from './source/single-classes.js';
import { createContext } from './context.js';
import { findHooks } from './recognise/clients.js';
import { isAboutSession, makePlan } from './recognise/plan.js';
import { isTestFile } from './recognise/visit.js';
import { literalOf, propertyOf } from './source/ast.js';
import { applyPlan } from './write/apply.js';
import { createEdits, removeUnused } from './write/edits.js';
import { removeMembers } from './write/members.js';
import { mentions, nodeOptions, obstacle, replaceMention } from './write/imports.js';
import { packageJson } from './write/package-json.js';
import { findKyHooks } from './ky/clients.js';
import { makeKyPlan } from './ky/plan.js';
import { excerpt, lineAt, Refusal } from './refusal.js';

/**
 * @param {Map<string, string> | Record<string, string>} given path to text, paths with `/`
 * @param {{ version?: string, unread?: { file: string, why: string, text?: string }[] }} [options] the version of everfetch
 * for package.json, and files that are no text
 * @returns {{ files: Map<string, string>, report: import('./report.js').Report }}
 */
export function migrate(given, { version = '^0.1.0', unread: notText = [] } = {}) {
  const files = given instanceof Map ? given : new Map(Object.entries(given));
  const project = readProject(files);
  readSingleClasses(project);
  const cx = createContext(project);
  const report = { moved: [], left: [], yours: [], skipped: [] };
  for (const { path, problem, text } of project.skipped)
    if (/axios|\bky\b/.test(text)) report.skipped.push({ file: path, line: 1, what: path, why: problem });
    else if (/does not parse/.test(problem))
      report.skipped.push({ file: path, line: 1, what: path, why: problem });

  const hooks = findHooks(project, cx.clients).filter(({ module }) => !isTestFile(module.path));
  const edits = createEdits();
  const refuse = (error, fallback) => {
    if (!(error instanceof Refusal)) throw error;
    const { module = fallback, node, message, page } = error;
    report.yours.push(entry(module, node, message, page));
  };

  // A file that cannot be read may hold a part of a client.
  const unread = [
    ...project.skipped.filter(({ problem }) => /does not parse/.test(problem)),
    ...notText.map(({ file, why, text }) => ({ path: file, problem: why, text })),
  ].filter(
    ({ path, text }) =>
      SCRIPT.test(path) &&
      !isTestFile(path) &&
      (text === undefined || /axios|\bky\b|token|jwt|(local|session)Storage|cookie/i.test(text)),
  );
  let refused = unread.length > 0;
  for (const { path, problem } of unread)
    report.yours.push({
      file: path,
      line: 1,
      what: path,
      why: /parse/.test(problem)
        ? `${problem}; nothing is moved before it does`
        : `${problem}, and may be part of a client; nothing is moved before it can be read`,
      page: 'docs/migrating.md',
    });

  const clients = new Map();
  for (const hook of hooks) {
    if (!hook.client) {
      if (!isAboutSession(cx, hook)) continue;
      refused = true;
      report.yours.push(
        entry(
          hook.module,
          hook.call,
          'which client this is could not be seen: it is a parameter, a property of a class, or made elsewhere',
        ),
      );
      continue;
    }
    clients.set(hook.client, [...(clients.get(hook.client) ?? []), hook]);
  }
  const plans = [];
  for (const [client, own] of clients) {
    if (client.kind === 'ky') continue;
    if (!own.some((hook) => isAboutSession(cx, hook))) continue;
    try {
      const plan = makePlan(cx, client, own);
      plans.push(plan);
    } catch (error) {
      refused = true;
      refuse(error, own[0].module);
    }
  }
  const ky = findKyHooks(cx);
  for (const refusal of ky.refusals) {
    refused = true;
    refuse(refusal);
  }
  const kyHooks = [...ky.clients.values()].flat().filter(({ isOurs }) => isOurs);
  for (const [client, own] of ky.clients)
    try {
      plans.push(makeKyPlan(cx, client, own, kyHooks));
    } catch (error) {
      refused = true;
      refuse(error, client.module);
    }

  const imports = axiosImports(project);
  for (const one of imports) {
    const why = obstacle(one);
    if (!why) continue;
    refused = true;
    report.yours.push(entry(one.module, one.node, why, 'docs/axios-compatibility.md'));
  }
  for (const module of new Set(imports.map((one) => one.module)))
    for (const { node } of nodeOptions(module)) {
      refused = true;
      report.yours.push(
        entry(
          module,
          node,
          "this is an option of axios's adapter for Node, which everfetch has not",
          'docs/migrating.md',
        ),
      );
    }
  if (plans.length > 1) {
    // Two clients with sessions keep their records apart.
    const same = plans.filter(
      (plan) => plan.access && plans.some((other) => other !== plan && other.access?.id === plan.access.id),
    );
    if (same.length) {
      refused = true;
      const { module, call } = same[1].hooks[0];
      report.yours.push(
        entry(
          module,
          call,
          'two clients share the same tokens: give both one `session` object',
          'docs/getting-started.md',
        ),
      );
    }
  }
  if (!refused)
    for (const [index, plan] of plans.entries()) {
      plan.recordKey = index ? `everfetch-${index + 1}` : 'everfetch';
      try {
        applyPlan(cx, plan, edits);
      } catch (error) {
        refused = true;
        refuse(error, plan.hooks[0].module);
      }
    }
  if (refused) return { files: new Map(), report: finish(project, report, []) };

  for (const plan of plans) describe(cx, plan, report);
  for (const one of imports)
    if (!edits.isCovered(one.module, one.node)) replaceMention(one.module, one, edits);
  for (const module of edits.modules()) removeMembers(project, module, edits);
  for (const module of edits.modules()) removeUnused(module, edits);
  leftovers(cx, plans, report);
  const changed = new Map();
  for (const module of edits.modules()) {
    const text = edits.apply(module);
    if (text !== module.text) changed.set(module.path, text);
  }
  if (imports.length && !plans.length)
    report.moved.push({
      file: imports[0].module.path,
      line: 1,
      what: 'axios',
      why: 'no interceptor has to do with a session here: only the import changes',
    });
  packageJson(files, changed, report, {
    version,
    isAxios: imports.length > 0,
    isKy: plans.some((plan) => plan.ky),
  });
  return { files: changed, report: finish(project, report, [...changed.keys()]) };
}

const entry = (module, node, why, page = 'docs/migrating.md') => ({
  file: module.path,
  line: node ? lineAt(module.text, node.start) : 1,
  what: node ? excerpt(module.text, node) : module.path,
  why,
  page,
});

function finish(project, report, changed) {
  const byPlace = (a, b) => a.file.localeCompare(b.file) || a.line - b.line;
  for (const list of [report.moved, report.left, report.yours, report.skipped]) list.sort(byPlace);
  return { ...report, changed: changed.sort(), scanned: project.modules.size };
}

const axiosImports = (project) =>
  [...project.modules.values()].flatMap((module) =>
    mentions(module, 'axios').map((one) => ({ ...one, module })),
  );

function describe(cx, plan, report) {
  const { carrier, changed, access } = plan;
  const where = access
    ? `, tokens stay in ${{ localStorage: 'localStorage', sessionStorage: 'sessionStorage', cookie: 'cookies', store: 'the store', variable: 'memory' }[access.area] ?? 'their place'}`
    : '';
  for (const { module, call, type } of plan.hooks)
    report.moved.push({
      ...entry(
        module,
        call,
        type === 'request' ? 'the session sets the token' : `the session refreshes (${carrier}${where})`,
      ),
      page: undefined,
    });
  for (const { module, call } of plan.kept)
    report.left.push({
      ...entry(
        module,
        call,
        `this ${plan.ky ? 'hook' : 'interceptor'} has nothing to do with the session, or comes after it`,
      ),
      page: undefined,
    });
  if (plan.ky && literalOf(propertyOf(plan.client.options, 'timeout')?.value) !== false)
    report.left.push(
      entry(
        plan.client.module,
        plan.client.node,
        "ky's `timeout`, 10 s by default, is for a request with its refresh and its second try now",
        'docs/migrating.md#from-ky',
      ),
    );
  for (const { module, node } of plan.sites.signIns)
    report.moved.push({
      ...entry(module, node, 'the session is told that somebody signed in'),
      page: undefined,
    });
  for (const { module, node } of plan.sites.signOuts)
    report.moved.push({ ...entry(module, node, 'the session is told of the sign-out'), page: undefined });
  if (!changed.signOuts) {
    const { module, call } = plan.hooks[0];
    report.yours.push(
      entry(
        module,
        call,
        'where users sign out was not found: call `session.signOut()` there',
        'docs/getting-started.md',
      ),
    );
  }
}

/** What goes on to work, and is worth a look. */
function leftovers(cx, plans, report) {
  const seen = new Set();
  for (const plan of plans)
    for (const { module, node } of plan.sites.handlers) {
      const key = `${module.path}:${node.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      report.left.push(
        entry(
          module,
          node,
          'a 401 comes here only when the session has really ended',
          'docs/errors.md#a-401-that-is-no-sign-out',
        ),
      );
    }
  for (const module of cx.project.modules.values()) {
    if (!isTestFile(module.path)) continue;
    const mocks = mentions(module, 'axios').filter(({ kind }) => kind === 'mock');
    for (const { node } of mocks)
      report.left.push(
        entry(
          module,
          node,
          'a test that replaces axios: everfetch/testing has a server for that',
          'docs/recipes/README.md',
        ),
      );
  }
}
