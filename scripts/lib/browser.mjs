// A Chromium and a chromedriver that match: found where systems put them (or in CHROME, CHROMEDRIVER), otherwise
// installed in the system's usual way. Decides which two are used together; starts neither.

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, distribution, hasApt } from './apt.mjs';
import { at, searchPath, toolsDir, windows } from './paths.mjs';
import { Failure, capture, reason, runQuietly, which } from './run.mjs';
import { oldest } from './versions.mjs';

const mac = process.platform === 'darwin';
const browsersDir = join(toolsDir, '..', 'browsers');

const usualPlaces = {
  browser: [
    '/usr/lib/chromium/chromium',
    '/usr/lib/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    `${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`,
    `${process.env['PROGRAMFILES(X86)']}\\Google\\Chrome\\Application\\chrome.exe`,
    `${process.env.LOCALAPPDATA}\\Google\\Chrome\\Application\\chrome.exe`,
  ],
  driver: [
    '/usr/lib/chromium/chromedriver',
    '/usr/lib/chromium-browser/chromedriver',
    '/snap/bin/chromium.chromedriver',
    '/opt/homebrew/bin/chromedriver',
    '/usr/local/bin/chromedriver',
  ],
};

/** Files with this name anywhere below a folder: Playwright and Chrome for Testing both nest by version. */
function below(folder, name, depth = 4) {
  if (depth === 0 || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return below(path, name, depth - 1);
    return entry.name === name ? [path] : [];
  });
}

function playwrightBrowsers() {
  const folder =
    process.env.PLAYWRIGHT_BROWSERS_PATH ||
    (windows && join(process.env.LOCALAPPDATA ?? '', 'ms-playwright')) ||
    (mac && join(homedir(), 'Library/Caches/ms-playwright')) ||
    join(homedir(), '.cache/ms-playwright');
  const names = windows ? ['chrome.exe'] : mac ? ['Google Chrome for Testing', 'Chromium'] : ['chrome'];
  return names.flatMap((name) => below(folder, name, mac ? 7 : 4));
}

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const named = (variable) => {
  const path = process.env[variable];
  if (!path) return undefined;
  const file = existsSync(path) ? path : which(path, searchPath);
  if (!file) throw new Failure(`${variable} names ${path}, which does not exist.`);
  return [file];
};

const browsers = () =>
  named('CHROME') ?? [
    ...browserNames.map((name) => which(name)),
    ...usualPlaces.browser.filter(existsSync),
    ...playwrightBrowsers(),
  ];
const drivers = () =>
  named('CHROMEDRIVER') ?? [
    which('chromedriver'),
    ...usualPlaces.driver.filter(existsSync),
    ...below(browsersDir, windows ? 'chromedriver.exe' : 'chromedriver'),
  ];

// Chrome on Windows opens a window instead of printing its version. The folder beside it has the version.
const majors = new Map();
function major(file) {
  if (!majors.has(file)) {
    const text = file.endsWith('chrome.exe')
      ? readdirSync(join(file, '..')).find((name) => /^\d+\.\d+\.\d+\.\d+$/.test(name))
      : capture(file, ['--version']);
    majors.set(file, Number(/(\d+)\.\d+/.exec(text ?? '')?.[1]));
  }
  return majors.get(file);
}

const usable = (list) => [...new Set(list)].filter((file) => file && major(file));

/** The first browser with a driver of the same major version. A browser that was asked for must be the one found. */
export function findBrowser() {
  const found = usable(browsers());
  const fitting = usable(drivers());
  for (const chromium of found) {
    const chromedriver = fitting.find((file) => major(file) === major(chromium));
    if (chromedriver) return { chromium, chromedriver, version: major(chromium) };
  }
  return { chromium: found[0], chromedriver: undefined, version: found[0] && major(found[0]) };
}

// Debian: chromium, chromium-driver. On Ubuntu both are wrappers of snaps, which work as well.
const installWithApt = (report) =>
  aptInstall(
    distribution() === 'ubuntu'
      ? ['chromium-browser', 'chromium-chromedriver']
      : ['chromium', 'chromium-driver'],
    report,
  );

const installWithBrew = (report) => {
  report('brew install google-chrome chromedriver');
  return runQuietly('brew', ['install', '--cask', 'google-chrome', 'chromedriver']);
};

/** Works wherever downloads work: Playwright's Chromium, then the driver of exactly that version. */
async function installWithNpx(report) {
  if (!findBrowser().chromium) {
    report('npx playwright install chromium');
    await runQuietly(process.execPath, [at('node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
  }
  const { version, chromedriver } = findBrowser();
  if (version && !chromedriver) {
    report(`chromedriver ${version}`);
    await runQuietly('npx', [
      '--yes',
      '@puppeteer/browsers',
      'install',
      `chromedriver@${version}`,
      '--path',
      browsersDir,
    ]);
  }
}

const describe = ({ chromium, version }) => `${chromium} (${version}) with its chromedriver`;

export const browserStep = {
  name: 'Chromium and chromedriver for the tests',
  doing: 'installing',
  check() {
    const found = findBrowser();
    if (found.version < Number(oldest.chromium))
      throw new Failure(
        `Chromium ${found.version} is too old: install Chromium ${oldest.chromium} or newer, or name it in CHROME.`,
      );
    return found.chromedriver ? describe(found) : undefined;
  },
  async work(report) {
    const ways = [];
    if (hasApt()) ways.push(['apt-get', installWithApt]);
    if (mac && which('brew')) ways.push(['brew', installWithBrew]);
    ways.push(['npx', installWithNpx]);
    const refused = [];
    for (const [way, install] of ways) {
      try {
        await install(report);
        majors.clear();
        const found = findBrowser();
        if (found.chromedriver) return describe(found);
        refused.push(`${way}: installed, but no browser and driver of the same version were found`);
      } catch (error) {
        refused.push(`${way}: ${reason(error)}`);
      }
    }
    throw new Failure(
      `No Chromium with a chromedriver of the same version could be found or installed.\n  ${refused.join('\n  ')}\n` +
        'Install both, or name them in CHROME and CHROMEDRIVER, and try again.',
    );
  },
};
