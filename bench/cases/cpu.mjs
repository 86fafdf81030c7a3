// CPU time that a library adds to a request: fetch answers at once from memory, so all that is left is code. One
// request after the other, in batches; the figure is microseconds a request.

import { item } from '../lib/site.mjs';
import { compare } from '../lib/stats.mjs';
import { comparison } from '../lib/table.mjs';

const AXIOS = 'axios (fetch) + axios-auth-refresh';

const measure = async ({ quiet, site, scale }, what, count, names) => {
  const { page, close } = await quiet.open(site, 'main', '?stub=1');
  try {
    for (const name of names) {
      await page.evaluate(([side, stub]) => bench.prepare(side, { stub }), [name, JSON.stringify(item(1))]);
    }
    const rounds = scale(40);
    const samples = await page.evaluate(
      ([sides, kind, options]) => bench.interleaved(sides, kind, { path: '/api/item' }, options),
      [names, what, { rounds, count }],
    );
    for (const name of names) samples[name] = samples[name].map((ms) => (ms * 1000) / count);
    return compare(samples, 'fetch');
  } finally {
    await close();
  }
};

const bars = (rows, isPost) => {
  const of = (name) => rows.find((row) => row.name === name);
  return isPost
    ? [{ what: 'POST of 1,000 keys over bare fetch', value: of('everfetch').ratio, bar: 1.5, aim: 1.1 }]
    : [
        { what: 'GET over axios', value: of('everfetch').median / of(AXIOS).median, bar: 0.5 },
        { what: 'GET over bare fetch', value: of('everfetch').ratio, bar: undefined, aim: 2 },
      ];
};

const SIDES = ['fetch', 'fetch again', 'everfetch', AXIOS, 'ofetch', 'xior', 'wretch', 'ky', 'alova'];

const cpuCase = (what, count, title) => ({
  name: `cpu-${what}`,
  title,
  async run(context) {
    const rows = await measure(context, what, count, SIDES);
    comparison(rows, 'µs');
    return { rows, bars: bars(rows, what === 'post') };
  },
});

export const cpuGet = cpuCase('get', 200, 'CPU of a GET of 200 bytes of JSON with a session, fetch stubbed');
export const cpuPost = cpuCase('post', 20, 'CPU of a POST of an object with 1,000 keys, fetch stubbed');
