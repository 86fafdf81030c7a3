// @vitest-environment jsdom
// The same generated requests in a page: through axios's default transport, its XMLHttpRequest adapter, and through
// both of ours, XMLHttpRequest by name and the default, which is fetch and must not show it.
import { describe, expect, inject, test } from 'vitest';
import { outcome } from './compare.js';
import { makeCase } from './generate.js';

const base = inject('base');
// The page is the server's, so that nothing is cross-origin; axios looks at the page when it is imported.
globalThis.jsdom.reconfigure({ url: base + '/page' });
document.cookie = 'XSRF-TOKEN=to%20ken';
const { default: axios } = await import('axios-browser');
const { default: everfetch } = await import('everfetch');

// Node's fetch knows no page to resolve a relative URL against.
const nodeFetch = globalThis.fetch;
globalThis.fetch = (url, init) => nodeFetch(new URL(url, document.baseURI), init);

const run = (library, adapter, make) =>
  outcome(() => {
    const { path, defaults, config } = make();
    return library.create({ baseURL: base, ...adapter, ...defaults }).request({ url: path, ...config });
  });

/** jsdom's own Blob, FormData and buffers are strangers to Node's fetch. */
const isForeign = (data) =>
  /Blob|File|FormData|Array(Buffer)?\]/.test(Object.prototype.toString.call(data)) && !Array.isArray(data);

const COUNT = 160;
/** How many share the bound of one test: on a busy machine each takes seconds. */
const BLOCK = 5;

for (const [name, adapter] of [
  ['by XMLHttpRequest', { adapter: 'xhr' }],
  ['by the default transport', {}],
])
  describe(`the same request through axios by XMLHttpRequest and through everfetch ${name}`, () => {
    for (let start = 0; start < COUNT; start += BLOCK)
      test(`generated requests ${start} to ${start + BLOCK - 1}`, async () => {
        for (let seed = start; seed < start + BLOCK; seed++) {
          const make = makeCase(seed, base);
          const made = make();
          if (!adapter.adapter && (isForeign(made.config.data) || made.config.responseType === 'blob'))
            continue;
          const theirs = await run(axios, { adapter: 'xhr' }, make);
          const ours = await run(everfetch, adapter, make);
          expect({ seed, made, ...ours }).toEqual({ seed, made, ...theirs });
        }
      });
  });
