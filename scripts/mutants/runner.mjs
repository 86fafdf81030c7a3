// Runs mutants against the suites, each by the tests that run its function. Decides when one counts as noticed: a test
// fails, an error goes unhandled, or it takes far longer than it should.

import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../lib/paths.mjs';
import { Failure } from '../lib/run.mjs';

const SUITES = ['face', 'session'];
/** What a file of tests takes before its first test, in milliseconds; and how much slower a busy machine may be. */
const [START, SLACK] = [15_000, 10];

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

class Host {
  constructor(suite, ...mode) {
    this.child = fork(at('scripts', 'mutants', 'host.mjs'), [suite, ...mode], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.log = '';
    this.child.stderr.on('data', (data) => (this.log = (this.log + data).slice(-4000)));
    this.child.on('exit', () => (this.isOver = true));
  }

  /** The next message, or undefined once the time is over or the process has ended. */
  next(ms = 600_000) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const done = (message) => {
        clearTimeout(timer);
        this.child.off('message', done).off('exit', done);
        resolve(typeof message === 'object' && message ? message : undefined);
      };
      this.child.on('message', done).on('exit', done);
    });
  }

  /** Ends it together with its workers: nothing else ends a worker that runs for ever. */
  end() {
    rmSync(at('target', 'mutants', `parts-${this.child.pid}`), { recursive: true, force: true });
    if (this.isOver) return;
    this.isOver = true;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }
}

/** Without `node_modules`, in which Vitest keeps the results of its last run. */
function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.name === 'node_modules') continue;
    else if (entry.isDirectory()) yield* filesIn(join(folder, entry.name));
    else yield join(folder, entry.name);
}

function fingerprint(suite) {
  const hash = createHash('sha256');
  const folders = ['pkg-template/src', 'src/web', `tests/${suite}`, 'scripts/mutants'];
  for (const folder of folders) for (const file of filesIn(at(folder))) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** Which tests of a suite run which functions: found out once for each state of the sources and the tests. */
async function unitsOf(suite) {
  const record = at('target', 'mutants', `${suite}.json`);
  const print = fingerprint(suite);
  if (existsSync(record)) {
    const known = JSON.parse(readFileSync(record, 'utf8'));
    if (known.print === print) return known.files;
  }
  console.log(`mutants: running tests/${suite} once without a mutant`);
  const host = new Host(suite, 'units');
  const message = await host.next();
  host.end();
  if (!message) throw new Failure(`tests/${suite} could not be run:\n${host.log}`);
  const { files, errors } = message.result;
  const failed = files.flatMap(({ file, tests }) =>
    tests.filter(({ passed }) => !passed).map(({ name }) => `${file}: ${name}`),
  );
  for (const what of [...failed, ...errors])
    console.log(`mutants: fails without a mutant, not used: ${what}`);
  mkdirSync(at('target', 'mutants'), { recursive: true });
  writeFileSync(record, JSON.stringify({ print, files }));
  return files;
}

/**
 * The tests that a mutant is tried with, the cheapest file first, and how long they take. `longest` is how many
 * milliseconds a single test may take.
 */
function testsFor(files, { unit }, longest) {
  const found = [];
  for (const { file, units, setup, tests } of files) {
    // What runs at the load of a module runs once, also where that is within the first test that needs it.
    const isOnce = unit.endsWith('#') && tests.some((test) => test.units.includes(unit));
    const isLoaded = isOnce || units.includes(unit);
    const met = tests.filter(
      (test) => test.passed && test.time <= longest && (isLoaded || test.units.includes(unit)),
    );
    if (!met.length) continue;
    const isAll = met.length === tests.length;
    const names = isAll ? undefined : `^\\s*(${met.map(({ name }) => escaped(name)).join('|')})$`;
    found.push({ file, names, time: setup + met.reduce((sum, { time }) => sum + time, 0) });
  }
  return found.sort((one, two) => one.time - two.time);
}

export async function createRunner({ longest = Infinity } = {}) {
  const units = {};
  for (const suite of SUITES) units[suite] = await unitsOf(suite);
  const hosts = {};

  async function attempt(suite, mutant, tests) {
    if (!hosts[suite] || hosts[suite].isOver) {
      hosts[suite] = new Host(suite);
      const ready = await hosts[suite].next();
      if (!ready) throw new Failure(`tests/${suite} could not be started:\n${hosts[suite].log}`);
    }
    const host = hosts[suite];
    const expected = tests.reduce((sum, { time }) => sum + time, 0);
    host.child.send({ mutant, tests });
    const message = await host.next(START + expected * SLACK + tests.length * 2000);
    if (message?.error) throw new Failure(`tests/${suite} broke: ${message.error}`);
    if (message) return message.result;
    host.end();
    return { by: `tests/${suite}: no end`, ran: 0 };
  }

  return {
    /** How many tests ran, and which of them noticed it, if any. @returns {Promise<{ by?: string, ran: number }>} */
    async try(mutant) {
      let ran = 0;
      for (const suite of SUITES) {
        const tests = testsFor(units[suite], mutant, longest);
        if (!tests.length) continue;
        const result = await attempt(suite, mutant, tests);
        ran += result.ran;
        if (result.by) return { ...result, ran };
      }
      return { ran };
    },
    end: () => Object.values(hosts).forEach((host) => host.end()),
  };
}
