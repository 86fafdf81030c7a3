// The tests of the session, through the package as it is installed: in Node beside the embedded API server, and in
// jsdom where a page is needed. What several tabs do together is tested in browsers. With EVERFETCH_CORE=javascript they
// run on the core as JavaScript.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const inJavaScript = {
  find: /^everfetch$/,
  replacement: fileURLToPath(new URL('../../pkg/javascript.js', import.meta.url)),
};

/** They are not installed here. */
const frameworks = {
  find: /^(react|vue|@angular\/core)$/,
  replacement: fileURLToPath(new URL('support/frameworks.js', import.meta.url)),
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: [frameworks, ...(process.env.EVERFETCH_CORE === 'javascript' ? [inJavaScript] : [])] },
  test: {
    include: ['*.test.js'],
    environment: 'node',
    environmentOptions: { jsdom: { url: 'https://app.example/inbox?tab=1#top' } },
    execArgv: ['--expose-gc'],
    maxWorkers: 2,
    testTimeout: 15_000,
    setupFiles: ['./support/silence.js'],
    globalSetup: './support/server.js',
    unstubGlobals: true,
    restoreMocks: true,
  },
});
