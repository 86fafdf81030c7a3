// CPU time that a library adds to a request. `fetch` answers at once from memory, so only code is measured. Requests run
// one after the other, in batches; the figure is microseconds per request.

import { item } from '../lib/site.mjs';
import { compare, shuffled } from '../lib/stats.mjs';
import { comparison } from '../lib/table.mjs';

const AXIOS = 'axios (fetch) + axios-auth-refresh';

const measure = async ({ quiet, site, scale }, what, count, names) => {
  const { page, busyDuring, close } = await quiet.open(site, 'main', '?stub=1');
  const one = (name) => () =>
    page.evaluate(
      ([side, kind, many]) => bench.time(side, kind, { path: '/api/item' }, many),
      [name, what, count],
    );
  try {
    for (const name of names) {
      await page.evaluate(([side, stub]) => bench.prepare(side, { stub }), [name, JSON.stringify(item(1))]);
      await one(name)();
    }
    const samples = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < scale(25); round++)
      for (const name of shuffled(names)) samples[name].push(((await busyDuring(one(name))) * 1000) / count);
    return compare(samples, 'fetch');
  } finally {
    await close();
  }
};

const bars = (rows, isPost) => {
  const of = (name) => rows.find((row) => row.name === name);
  return isPost
    ? [{ what: 'POST of 1,000 keys over bare fetch', value: of('everfetch').ratio, bar: 2, aim: 1.5 }]
    : [
        { what: 'GET over axios', value: of('everfetch').median / of(AXIOS).median, bar: 0.5 },
        { what: 'GET over bare fetch', value: of('everfetch').ratio, bar: 3, aim: 2 },
      ];
};

const SIDES = [
  ...['fetch', 'fetch again', 'everfetch', 'everfetch/javascript', AXIOS],
  ...['ofetch', 'xior', 'wretch', 'ky', 'alova'],
];

const cpuCase = (what, count, title) => ({
  name: `cpu-${what}`,
  title,
  async run(context) {
    const rows = await measure(context, what, count, SIDES);
    comparison(rows, 'µs');
    return { rows, bars: bars(rows, what === 'post') };
  },
});

export const cpuGet = cpuCase('get', 1000, 'CPU of a GET of 200 bytes of JSON with a session, fetch stubbed');
export const cpuPost = cpuCase('post', 200, 'CPU of a POST of an object with 1,000 keys, fetch stubbed');
