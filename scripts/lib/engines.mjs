// Firefox with geckodriver, and WebKitGTK with its driver and a display: found where systems put them (or in FIREFOX,
// GECKODRIVER, WEBKITDRIVER, XVFB), otherwise installed in the system's usual way. Decides what an engine needs and
// whether its tests can run here; scripts/test.mjs decides whether it is required.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, distribution, hasApt } from './apt.mjs';
import { windows } from './paths.mjs';
import { Failure, capture, reason, runQuietly, which } from './run.mjs';
import { cargoInstall } from './tools.mjs';
import { geckodriverVersion, isOlder, oldest } from './versions.mjs';

const mac = process.platform === 'darwin';
const linux = process.platform === 'linux';

function find(variable, names, places = []) {
  const asked = process.env[variable];
  if (!asked) return names.map((name) => which(name)).find(Boolean) ?? places.find(existsSync);
  const file = existsSync(asked) ? asked : which(asked);
  if (!file) throw new Failure(`${variable} names ${asked}, which does not exist.`);
  return file;
}

const firefox = () =>
  find(
    'FIREFOX',
    ['firefox-esr', 'firefox'],
    [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      `${process.env.PROGRAMFILES}\\Mozilla Firefox\\firefox.exe`,
    ],
  );
const geckodriver = () => find('GECKODRIVER', ['geckodriver'], ['/snap/bin/geckodriver']);

/** WebKitGTK's browser lies among libraries: below /usr/lib, by machine and by version. */
function miniBrowser() {
  const folders = ['/usr/lib', '/usr/lib64', '/usr/libexec'].filter(existsSync);
  const nested = folders.flatMap((folder) => [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.endsWith('-linux-gnu'))
      .map((entry) => join(folder, entry.name)),
  ]);
  return nested
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /^webkit2?gtk-/.test(name))
        .map((name) => join(folder, name, 'MiniBrowser')),
    )
    .find(existsSync);
}

/** The programs of an engine, including those that are missing. */
const programs = {
  firefox: () => ({ browser: firefox(), driver: geckodriver() }),
  webkit: () => ({
    browser: miniBrowser(),
    driver: find('WEBKITDRIVER', ['WebKitWebDriver']),
    display: find('XVFB', ['Xvfb']),
  }),
};

/** The engines beside Chromium. */
export const engineNames = Object.keys(programs);

const label = { firefox: 'Firefox and geckodriver', webkit: 'WebKitGTK, its driver and Xvfb' };

/** Why an engine is missing: what the last attempt to install it said. @type {Map<string, string>} */
const refusals = new Map();

/** @param {'firefox' | 'webkit'} name @returns the engine's programs, or nothing if one is missing */
export function findEngine(name) {
  const found = programs[name]();
  return Object.values(found).every(Boolean) ? found : undefined;
}

/** What a program says of its version. On Windows Firefox opens a window instead. */
const versionOf = (file) =>
  windows ? undefined : /\d+(\.\d+)+/.exec(capture(file, ['--version']) ?? '')?.[0];

/** @type {Record<string, (found: any) => [name: string, version: string | undefined, oldest: string, variable: string][]>} */
const ages = {
  firefox: ({ browser, driver }) => [
    ['Firefox', versionOf(browser), oldest.firefox, 'FIREFOX'],
    ['geckodriver', versionOf(driver), oldest.geckodriver, 'GECKODRIVER'],
  ],
  // Neither its driver nor, without a display, its browser tells.
  webkit: () => [],
};

/** The one line about a program of the engine that is too old. */
function tooOld(name, found) {
  const [old] = ages[name](found).filter(([, version, than]) => isOlder(version, than));
  if (!old) return undefined;
  const [what, version, than, variable] = old;
  return `${what} ${version} is too old: install ${what} ${than} or newer, or name it in ${variable}`;
}

/** Why the tests of an engine cannot run here; nothing if they can. */
export function missing(name) {
  const found = findEngine(name);
  return found ? tooOld(name, found) : (refusals.get(name) ?? `${label[name]} are not installed`);
}

/** Whether an engine exists for this system at all. */
export const exists = (name) => name !== 'webkit' || linux;

const install = {
  async firefox(report) {
    if (!firefox()) {
      if (hasApt()) await aptInstall([distribution() === 'ubuntu' ? 'firefox' : 'firefox-esr'], report);
      else if (mac && which('brew')) {
        report('brew install firefox');
        await runQuietly('brew', ['install', '--cask', 'firefox']);
      } else throw new Failure('neither apt-get nor brew: install Firefox, or name it in FIREFOX');
    }
    if (!geckodriver()) {
      report('cargo install geckodriver');
      await cargoInstall('geckodriver', geckodriverVersion, ['--locked'], report);
    }
  },
  async webkit(report) {
    if (!linux) throw new Failure('WebKitGTK exists for Linux only');
    if (!hasApt())
      throw new Failure("no apt-get: install WebKitGTK's WebKitWebDriver and MiniBrowser, and Xvfb");
    await aptInstall(['webkit2gtk-driver', 'xvfb'], report);
  },
};

/** Succeeds even if an engine cannot be installed: its tests are then skipped, or fail, and say why. */
export const engineStep = (name) => ({
  name: label[name],
  doing: 'installing',
  long: name === 'firefox' ? 'once per user, a few minutes' : 'once per machine, a minute or two',
  check() {
    const found = findEngine(name);
    if (!found) return undefined;
    const said = ages[name](found).map(([what, version]) => `${what} ${version ?? 'of unknown version'}`);
    return tooOld(name, found) ?? `ready (${said.join(', ') || found.browser})`;
  },
  async work(report) {
    try {
      await install[name](report);
      if (findEngine(name)) return 'installed';
      const gaps = Object.entries(programs[name]()).filter(([, file]) => !file);
      throw new Failure(`installed, but without a ${gaps.map(([part]) => part).join(' and a ')}`);
    } catch (error) {
      refusals.set(name, `${label[name]} could not be installed: ${reason(error)}`);
      return refusals.get(name);
    }
  },
});
