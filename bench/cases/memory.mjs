// What stays after many requests: JavaScript's heap after a collection, and the memory of the compiled core.

import { open } from '../lib/browser.mjs';
import { figure, table } from '../lib/table.mjs';

/** Finds every memory that an instance exports. The build shortens names, so memories are found by their kind. */
const WATCH = () => {
  const memories = new Set();
  globalThis.wasmBytes = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, parameters) {
      const instance = new target(...parameters);
      for (const value of Object.values(instance.exports))
        if (value instanceof WebAssembly.Memory) memories.add(value);
      return instance;
    },
  });
};

export const memory = {
  name: 'memory',
  title: 'heap and memory of the core after 20,000 requests, over after 1,000',
  async run({ browser, site, quick }) {
    const { page, close } = await open(browser, site, 'main');
    try {
      await page.addInitScript(WATCH);
      await page.reload();
      await page.waitForFunction(() => globalThis.bench !== undefined);
      const client = await page.context().newCDPSession(page);
      const look = async () => {
        for (let time = 0; time < 3; time++) await client.send('HeapProfiler.collectGarbage');
        const { usedSize } = await client.send('Runtime.getHeapUsage');
        return { heap: usedSize, core: await page.evaluate(() => wasmBytes()) };
      };
      await page.evaluate(() => bench.prepare('everfetch'));
      const send = (count) =>
        page.evaluate((many) => bench.time('everfetch', 'get', { path: '/api/me' }, many, 20), count);
      await send(1000);
      const early = await look();
      if (!early.core) throw new Error('the memory of the core was not found');
      await send(quick ? 2000 : 19_000);
      const afterwards = await look();
      table(
        ['', 'heap, kB', 'core, kB'],
        [
          ['after 1,000', figure(early.heap / 1000), figure(early.core / 1000)],
          [
            `after ${quick ? '3,000' : '20,000'}`,
            figure(afterwards.heap / 1000),
            figure(afterwards.core / 1000),
          ],
        ],
      );
      return {
        rows: [early, afterwards],
        bars: [
          { what: 'heap after 20,000 over after 1,000', value: afterwards.heap / early.heap, bar: 1.02 },
          { what: 'memory of the core, the same', value: afterwards.core / early.core, bar: 1 },
        ],
      };
    } finally {
      await close();
    }
  },
};
