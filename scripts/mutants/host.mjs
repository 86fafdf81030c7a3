// One suite of tests, kept running in a separate process, which the parent ends when a mutant runs for ever. Decides how
// a mutant gets into the tests; the parent decides which tests run.
//
// `node host.mjs SUITE` runs the tests that it is sent with a mutant; `node host.mjs SUITE units` runs all tests once,
// and sends which of them ran which functions.

import { createVitest } from 'vitest/node';
import { at } from '../lib/paths.mjs';
import { instrument, mutate } from './mutators.mjs';
import { glueId, isInGlue, isSource, needsParts, sources } from './sources.mjs';

const [suite, mode] = process.argv.slice(2);
const findsUnits = mode === 'units';

/** @type {any} */
let mutant;
const change = (name, text) => {
  if (findsUnits) return isSource(name) ? instrument(name, text) : text;
  return mutant?.file === name ? mutate(text, mutant) : text;
};

const { plugin, writeParts } = sources(change);

/** The cheapest tests first: most mutants are noticed by any of those that meet them. */
let order = [];
class Sequencer {
  shard = (files) => files;
  sort = (files) => files.sort((one, two) => order.indexOf(one.moduleId) - order.indexOf(two.moduleId));
}

/** The results since the tests were started. Vitest's own state also has older ones, of files that it has not reached yet. */
let seen = { ran: 0 };
const nameOfTest = (module) => `tests/${suite}/${module.relativeModuleId ?? module.moduleId}`;
const reporter = {
  onTestCaseResult(test) {
    const { state } = test.result();
    if (state === 'passed') seen.ran++;
    if (state === 'failed') seen.by ??= `${nameOfTest(test.module)} > ${test.fullName}`;
  },
  onTestModuleEnd(module) {
    if (module.errors().length) seen.by ??= `${nameOfTest(module)} (not loaded)`;
  },
};

const vitest = await createVitest(
  'test',
  {
    root: at('tests', suite),
    watch: false,
    maxWorkers: 1,
    bail: findsUnits ? 0 : 1,
    reporters: [reporter],
    sequence: { sequencer: Sequencer },
    silent: true,
  },
  {
    clearScreen: false,
    plugins: [
      plugin,
      findsUnits && {
        name: 'everfetch-runs',
        config: () => ({ test: { setupFiles: [at('scripts', 'mutants', 'runs.mjs')] } }),
      },
    ],
  },
);
const project = vitest.projects[0];

async function units() {
  if (suite === 'session') await writeParts();
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
    await vitest.globTestSpecifications(),
    true,
  );
  const files = testModules.map((module) => ({
    file: module.moduleId,
    units: module.meta().units ?? [],
    setup: module.diagnostic().environmentSetupDuration + module.diagnostic().collectDuration,
    tests: [...module.children.allTests()].map((test) => ({
      name: test.fullName.replaceAll(' > ', ' '),
      passed: test.result().state === 'passed',
      time: test.diagnostic()?.duration ?? 0,
      units: test.meta().units ?? [],
    })),
  }));
  return { files, errors: unhandledErrors.map(String) };
}

/** Vite loads it anew. A source may be both in the glue and a module. */
function forget(name) {
  const ids = [at(...name.split('/')), ...(isInGlue(name) ? [glueId] : [])];
  for (const { moduleGraph } of Object.values(project.vite.environments))
    for (const id of ids) {
      const module = moduleGraph.getModuleById(id);
      if (module) moduleGraph.invalidateModule(module);
    }
}

async function attempt(message) {
  const last = mutant;
  mutant = message.mutant;
  if (last) forget(last.file);
  if (mutant) forget(mutant.file);
  order = message.tests.map(({ file }) => file);
  const specifications = message.tests.map(({ file, names }) =>
    project.createSpecification(file, names && { testNamePattern: new RegExp(names) }),
  );
  if (message.tests.some(({ file }) => needsParts(file))) await writeParts();
  seen = { ran: 0 };
  const { unhandledErrors } = await vitest.runTestSpecifications(specifications, false);
  if (unhandledErrors.length) seen.by ??= `unhandled: ${unhandledErrors[0]?.message}`;
  return seen;
}

process.on('message', async (message) => {
  try {
    process.send({ result: await attempt(message) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit());

// The parent ends this process, once it has the message.
process.send(findsUnits ? { result: await units() } : { ready: true });
