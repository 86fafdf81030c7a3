// The suites of `npm test`: what each is called, what it runs, what it needs. Decides their order: the quick ones
// first. scripts/test.mjs counts and shows the results.
//
// Two suites may run at a time (lanes.mjs), but not two with the same `uses`. `pages` are those whose tests fill the machine
// with browsers, or look which of several pages comes first; `cargo` those that wait for each other at Cargo's lock.
//
// Every suite sees EVERFETCH_API, the URL of a running API server (Rust tests: `option_env!("EVERFETCH_API")`), and
// CHROME and CHROMEDRIVER, the browser and the driver that set-up found.

import { existsSync, readdirSync } from 'node:fs';
import { browserTests, hookTests } from './browser-tests.mjs';
import { engineNames } from './engines.mjs';
import { buildExample, formatsExample, frameworks } from './example.mjs';
import { matrixStep, migrateStep, wideStep } from './node-modules.mjs';
import { at } from './paths.mjs';
import { run } from './run.mjs';
import { nodeReporters, rustTests, vitestReporters } from './notes.mjs';
import { steps } from './steps.mjs';

const script = (...path) => at('node_modules', ...path);
const node = (args, options) => run(process.execPath, args, options);
const nodeTests = (args, options) => node(['--test', ...nodeReporters, ...args], options);

/** Two files at a time: these tests wait for browsers and servers more than they compute. */
const two = ['--test-concurrency=2'];

const clippy = (...options) =>
  run('cargo', ['clippy', '--workspace', '--all-targets', ...options, '--', '-D', 'warnings']);

/** That the fuzz targets compile. Nothing is linked, so the fuzzer itself, a library in C++, need not be built. */
const fuzzTargets = () =>
  run('cargo', ['check', '--quiet', '--manifest-path', at('fuzz', 'Cargo.toml')], {
    env: { CUSTOM_LIBFUZZER_PATH: at('fuzz', 'Cargo.toml'), CARGO_TARGET_DIR: at('target') },
  });

const quick = [
  { name: 'format', title: 'rustfmt and prettier', runner: 'prettier', run: formatting },
  {
    name: 'eslint',
    title: 'eslint',
    runner: 'eslint',
    run: () => node([script('eslint', 'bin', 'eslint.js'), '.', '--max-warnings', '0']),
  },
  {
    name: 'types',
    title: 'the types of the JavaScript that is shipped (tsc --strict)',
    runner: 'typescript',
    run: () => node([at('scripts', 'types.mjs')]),
  },
  {
    name: 'clippy',
    uses: 'cargo',
    title: 'clippy, natively and for wasm',
    run: () =>
      inTurn(
        () => clippy(),
        () => clippy(...wasm),
        fuzzTargets,
      ),
  },
  {
    name: 'native',
    uses: 'cargo',
    title: 'the core, natively (cargo test)',
    run: () => run('cargo', ['test'], { onOutput: rustTests() }),
  },
];

const inWords = { firefox: 'Firefox', webkit: 'WebKitGTK' };

const afterwards = [
  {
    name: 'doc',
    uses: 'cargo',
    title: 'the documentation of the crate, and that its examples compile',
    run: documentation,
  },
  {
    name: 'crate',
    uses: 'cargo',
    title: 'the crate as it would be published',
    run: () => nodeTests(testsIn('crate')),
  },
  { name: 'build', title: 'the package (npm run build)', run: buildAlways },
  {
    name: 'size',
    title: 'what the package weighs, against bench/size.json',
    needs: 'build',
    run: () => node([at('scripts', 'size.mjs')]),
  },
  ...foldersWith('vitest.config.js').map((folder) => ({
    name: folder,
    title: `tests/${folder} (vitest)`,
    needs: 'build',
    runner: 'vitest',
    run: () =>
      node([script('vitest', 'vitest.mjs'), 'run', ...vitestReporters, '--root', at('tests', folder)]),
  })),
  {
    name: 'session-javascript',
    title: 'tests/session on the core as JavaScript (vitest)',
    needs: 'build',
    isApart: true,
    runner: 'vitest',
    run: () => sessionInJavaScript([]),
  },
  {
    name: 'session-javascript-short',
    title: 'tests/session on the core as JavaScript: what crosses into it, its memory, its breaking (vitest)',
    needs: 'build',
    runner: 'vitest',
    run: () => sessionInJavaScript(aboutTheCore),
  },
  {
    name: 'migrate',
    title: 'everfetch-migrate: projects that are moved and used, before and after',
    needs: 'build',
    run: () => migrate(),
  },
  {
    name: 'migrate-pages',
    uses: 'pages',
    title: 'moved projects in pages and tabs of Chromium',
    needs: 'build',
    run: () => migrate('pages'),
  },
  {
    name: 'browser',
    uses: 'cargo',
    title: 'the browser layer (wasm-pack test)',
    run: browserTests.chromium,
  },
  ...engineNames.map((engine) => ({
    name: `browser-${engine}`,
    uses: 'cargo',
    title: `the browser layer (wasm-pack test) in ${inWords[engine]}`,
    engine,
    run: browserTests[engine],
  })),
  {
    name: 'package',
    title: 'the packed package in fresh projects',
    needs: 'build',
    run: () => nodeTests([...two, ...testsIn('package')]),
  },
  ...engineNames.map((engine) => ({
    name: `page-${engine}`,
    uses: 'pages',
    title: `the packed package in pages and workers of ${inWords[engine]}`,
    needs: 'build',
    engine,
    run: () => nodeTests([...two, ...testsIn('engines')], { env: { ENGINE: engine } }),
  })),
  {
    name: 'example',
    uses: 'cargo',
    title: 'the Yew application on the crate, built and opened',
    run: () => example('yew'),
  },
  {
    name: 'hooks',
    uses: 'cargo',
    title: "the crate's hooks for Yew, Leptos and Dioxus, in the frameworks themselves",
    // Minutes of compiling, as the next one.
    isApart: true,
    run: hooks,
  },
  {
    name: 'examples',
    uses: 'cargo',
    title: 'the Leptos and the Dioxus application on the crate, built and opened',
    isApart: true,
    run: () =>
      inTurn(
        () => example('leptos'),
        () => example('dioxus'),
      ),
  },
  {
    name: 'matrix',
    title: 'the packed package in bundlers, frameworks and test runners, with plugins and generated clients',
    needs: 'build',
    run: () => matrix(matrixStep, 'matrix'),
  },
  {
    name: 'wide',
    title: 'the packed package in frameworks with a build of their own, in Node, Deno, Bun and React Native',
    needs: 'build',
    // It installs more than everything else together: `npm run matrix -- --all` runs it beside the suite above.
    isApart: true,
    run: () => matrix(wideStep, 'wide'),
  },
  ...foldersWith('playwright.config.js').map((folder) => ({
    name: folder,
    title: `tests/${folder} (Playwright)`,
    uses: 'pages',
    needs: 'build',
    // Long: `npm test` runs a selection of it, which is the suite after these (`npm test -- --only tabs`).
    isApart: folder === 'tabs',
    runner: '@playwright/test',
    run: () => playwright(folder),
  })),
  {
    name: 'tabs-short',
    uses: 'pages',
    title: 'tests/tabs, the short selection (Playwright)',
    needs: 'build',
    runner: '@playwright/test',
    run: () => playwright('tabs', ['--grep', '@short']),
  },
  ...engineNames.flatMap((engine) => [
    {
      name: `tabs-short-${engine}`,
      uses: 'pages',
      title: `tests/tabs, the short selection, in ${inWords[engine]}`,
      needs: 'build',
      engine,
      runner: '@playwright/test',
      run: () => playwright('tabs', ['--grep', '@short'], { ENGINE: engine }),
    },
    {
      name: `tabs-${engine}`,
      uses: 'pages',
      title: `tests/tabs in ${inWords[engine]}`,
      needs: 'build',
      engine,
      isApart: true,
      runner: '@playwright/test',
      run: () => playwright('tabs', [], { ENGINE: engine }),
    },
  ]),
];

export const suites = (onlyQuick) =>
  (onlyQuick ? quick : [...quick, ...afterwards]).filter((suite) => suite.only?.() ?? true);

function playwright(folder, options = [], env = {}) {
  const config = at('tests', folder, 'playwright.config.js');
  return node([script('@playwright', 'test', 'cli.js'), 'test', '--config', config, ...options], { env });
}

/** The files of tests/session in which the form of the core could make a difference. */
const aboutTheCore = [
  ...['boundary', 'breaking', 'flight', 'memory', 'restoring', 'rotation', 'secrets', 'sharing', 'storage'],
  ...['tabs', 'telling', 'token-texts', 'tokens', 'traces', 'wiped'],
].map((name) => `${name}.test.js`);

function sessionInJavaScript(files) {
  const options = ['run', ...vitestReporters, '--root', at('tests', 'session')];
  return node([script('vitest', 'vitest.mjs'), ...options, ...files], {
    env: { EVERFETCH_CORE: 'javascript' },
  });
}

/** Runs all of them, even if one has failed: the reader wants to know everything that is wrong. */
async function inTurn(...commands) {
  let worst = 0;
  for (const command of commands) worst = Math.max(worst, await command());
  return worst;
}

function formatting() {
  return inTurn(
    () => run('cargo', ['fmt', '--all', '--check']),
    ...frameworks.map((framework) => () => formatsExample(framework)),
    ...[at('examples', 'axum'), at('tests', 'frameworks')].map(
      (crate) => () => run('cargo', ['fmt', '--manifest-path', `${crate}/Cargo.toml`, '--check']),
    ),
    () => node([script('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  );
}

const wasm = ['--target', 'wasm32-unknown-unknown'];

/** Both as an application sees it on a server and in a browser; the examples run without one. */
function documentation() {
  const strict = { env: { RUSTDOCFLAGS: '-D warnings' } };
  return inTurn(
    () => run('cargo', ['doc', '--no-deps'], strict),
    () => run('cargo', ['doc', '--no-deps', ...wasm], strict),
    () =>
      run('cargo', ['test', '--doc', ...wasm], {
        env: { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: 'wasm-bindgen-test-runner' },
      }),
  );
}

async function buildAlways() {
  const { buildPackage } = await import('../build.mjs');
  await buildPackage({ ifChanged: true });
  return 0;
}

function foldersWith(config) {
  return readdirSync(at('tests'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(at('tests', entry.name, config)))
    .map((entry) => entry.name);
}

const testsIn = (folder) => filesIn('tests', folder).filter((file) => file.endsWith('.test.mjs'));

async function example(framework) {
  const code = await buildExample(framework);
  return code || nodeTests(testsIn('example'), { env: { EXAMPLE: framework } });
}

/** What the crate has for frameworks: clippy, the reference, that the examples in it compile, and what the hooks do. */
function hooks() {
  const features = ['--features', 'yew,leptos,dioxus'];
  return inTurn(
    () => clippy(...features),
    () => clippy(...features, ...wasm),
    () => run('cargo', ['doc', '--no-deps', ...features], { env: { RUSTDOCFLAGS: '-D warnings' } }),
    () => run('cargo', ['test', '--doc', ...features, 'frameworks']),
    hookTests,
  );
}

/** One file at a time: some of these tools use the whole machine. */
async function matrix(step, folder) {
  await steps(folder, [step]);
  return nodeTests(['--test-concurrency=1', ...testsIn(folder)]);
}

/** Its packages are installed here and not by set-up: nothing else needs them. */
async function migrate(...part) {
  await steps('migrate', [migrateStep]);
  const folder = ['packages', 'migrate', 'tests', ...part];
  return nodeTests([...two, ...filesIn(...folder).filter((file) => file.endsWith('.test.mjs'))]);
}

function filesIn(...folder) {
  return readdirSync(at(...folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => at(...folder, entry.name));
}
