// Runs other programs. Shows their output, keeps it in case they fail, or captures it, and makes sure that none of them
// outlives this process. The caller decides what a failure means.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scope } from './lanes.mjs';
import { root, searchPath, toolEnv, windows } from './paths.mjs';

/** A failure with an explanation of one sentence: printed without a stack trace. */
export class Failure extends Error {}

const running = new Set();

/** Ends a child and what it started: on POSIX each child leads a process group of its own. */
export function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** @param {NodeJS.Signals} signal @param {Set<any>} children */
export const stopAll = (signal, children = running) => children.forEach((child) => stop(child, signal));

process.on('exit', () => stopAll('SIGKILL'));

/** Ctrl-C, a closed terminal and `kill` end the children first; `cleanUp` may take a moment. */
export function endOnSignals(cleanUp = async () => {}) {
  let ending = false;
  const end = (code) => {
    if (ending) process.exit(code);
    ending = true;
    stopAll('SIGTERM');
    const patience = new Promise((resolve) => setTimeout(resolve, 3000));
    Promise.race([cleanUp().catch(() => {}), patience]).then(() => process.exit(code));
  };
  process.on('SIGINT', () => end(130));
  process.on('SIGTERM', () => end(143));
  process.on('SIGHUP', () => end(129));
  // npm passes signals only to a shell, which dies and does not pass them on.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && !ending && end(143);
  if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
}

/** npm's programs are scripts. They are started by Node itself, which needs no shell on any system. */
function program(command, args) {
  if (command === 'npm' || command === 'npx') {
    const cli = process.env.npm_execpath?.replace(/np[mx]-cli\.js$/, `${command}-cli.js`);
    if (cli?.endsWith(`${command}-cli.js`)) return [process.execPath, [cli, ...args], {}];
    return [command, args, { shell: windows }];
  }
  return [command, args, {}];
}

function start(command, args, { cwd = root, env = {}, stdio }) {
  const [file, list, extra] = program(command, args);
  const suite = scope();
  const child = spawn(file, list, {
    cwd,
    env: { ...toolEnv(), ...suite?.env, ...env },
    stdio,
    detached: !windows,
    ...extra,
  });
  const owners = [running, ...(suite ? [suite.children] : [])];
  for (const children of owners) children.add(child);
  child.done = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, error }));
    child.once('close', (code, signal) => resolve({ code: code ?? 1, signal }));
  }).finally(() => owners.forEach((children) => children.delete(child)));
  return child;
}

/** Runs a program whose output the user wants to see, and `onOutput` if it is given. Resolves to its exit code. */
export async function run(command, args, { onOutput, ...options } = {}) {
  const write = scope()?.write;
  const stdio = ['ignore', write || onOutput ? 'pipe' : 'inherit', write ? 'pipe' : 'inherit'];
  const child = start(command, args, { ...options, stdio });
  child.stdout?.on('data', (chunk) => {
    if (write) write(chunk);
    else process.stdout.write(chunk);
    onOutput?.(String(chunk));
  });
  child.stderr?.on('data', (chunk) => write?.(chunk));
  const { code, error } = await child.done;
  if (error) (write ?? console.error)(`could not start ${command}: ${error.message}`);
  return code;
}

/**
 * Runs a program whose output matters only if it fails. `onOutput` sees each piece as it comes (progress);
 * an error carries the last lines.
 */
export async function runQuietly(command, args, { onOutput = () => {}, ...options } = {}) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const take = (chunk) => {
    log = (log + chunk).slice(-200_000);
    onOutput(String(chunk));
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const { code, error } = await child.done;
  if (code === 0) return log;
  const failure = new Failure(error ? `could not start ${command}: ${error.message}` : `${command} failed`);
  failure.log = log;
  throw failure;
}

/** Runs a short program to its end and returns what it printed; undefined if it is missing or failed. */
export function capture(command, args, { cwd = root } = {}) {
  const [file, list, extra] = program(command, args);
  const result = spawnSync(file, list, {
    cwd,
    env: toolEnv(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    ...extra,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** The full path of a program, as the shell would find it with the tools of this repository in front. */
export function which(name, path = searchPath) {
  const endings = windows ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const folder of path) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Not here: look further.
      }
    }
  }
  return undefined;
}

/** True for the script that Node was asked to run, false for an imported one. */
export const calledDirectly = (url) =>
  Boolean(process.argv[1]) && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(url));

/** Wraps the main function of a script: an explained failure prints one line, any other error its stack trace. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.log) console.error(lastLines(error.log, 30));
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

export const lastLines = (text, count) =>
  text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim())
    .slice(-count)
    .join('\n');

/** The line of a failed program's output that says why: what follows it may be a trace or advice. */
export function reason(error) {
  const lines = (error.log ?? error.message).split(/\r\n|\n|\r/).filter((line) => line.trim());
  const said = lines.filter((line) => /^\s*(error|E|npm error|Error)\b.*[:!]/.test(line)).at(-1);
  return (said ?? lines.filter((line) => !/^\s+(at |\d+: )/.test(line)).at(-1) ?? 'no reason given').trim();
}
