// Requests over the loopback network: the time that the page's main thread is busy, as Chromium counts it, one by one
// and fifty at once; and large JSON from the first byte to the parsed value.

import { compare, shuffled } from '../lib/stats.mjs';
import { comparison } from '../lib/table.mjs';

const NAMES = [
  'fetch',
  'fetch again',
  'everfetch',
  'axios (fetch) + axios-auth-refresh',
  'axios (xhr) + axios-auth-refresh',
];

const prepared = async ({ quiet, site }, names = NAMES) => {
  const opened = await quiet.open(site, 'main');
  for (const name of names) await opened.page.evaluate((side) => bench.prepare(side), name);
  return opened;
};

export const loopback = {
  name: 'loopback',
  title: 'CPU of the page for GETs over the loopback network',
  async run(context) {
    const { page, busyDuring, close } = await prepared(context);
    const result = { rows: {}, bars: [] };
    try {
      for (const [atOnce, label] of [
        [1, 'one by one'],
        [50, '50 at once'],
      ]) {
        const count = 200;
        const samples = Object.fromEntries(NAMES.map((name) => [name, []]));
        const one = (name) =>
          page.evaluate(
            ([side, sent, many]) => bench.time(side, 'get', { path: '/api/me' }, sent, many),
            [name, count, atOnce],
          );
        for (const name of NAMES) await one(name);
        for (let round = 0; round < context.scale(12); round++)
          for (const name of shuffled(NAMES))
            samples[name].push(((await busyDuring(() => one(name))) * 1000) / count);
        const rows = compare(samples, 'fetch');
        console.log(`\n${label}`);
        comparison(rows, 'µs');
        result.rows[label] = rows;
        const { ratio } = rows.find(({ name }) => name === 'everfetch');
        result.bars.push({
          what: `GETs ${label} over bare fetch`,
          value: ratio,
          bar: 1.15,
          aim: 1.05,
        });
      }
    } finally {
      await close();
    }
    return result;
  },
};

export const bigJson = {
  name: 'json',
  title: 'GET of 1 MB and of 10 MB of JSON over the loopback network',
  async run(context) {
    const { page, close } = await prepared(context);
    const result = { rows: {}, bars: [] };
    try {
      for (const [size, label, count] of [
        ['1', '1 MB', 4],
        ['10', '10 MB', 1],
      ]) {
        const samples = Object.fromEntries(NAMES.map((name) => [name, []]));
        for (let round = -1; round < context.scale(25); round++)
          for (const name of shuffled(NAMES)) {
            const ms = await page.evaluate(
              ([side, path, sent]) => (gc(), bench.time(side, 'get', { path }, sent)),
              [name, `/bench/json/${size}`, count],
            );
            if (round >= 0) samples[name].push(ms / count);
          }
        const rows = compare(samples, 'fetch');
        console.log(`\n${label}`);
        comparison(rows, 'ms');
        result.rows[label] = rows;
        const { ratio } = rows.find(({ name }) => name === 'everfetch');
        result.bars.push({ what: `${label} of JSON over bare fetch`, value: ratio, bar: 1.05, aim: 1 });
      }
    } finally {
      await close();
    }
    return result;
  },
};

export const download = {
  name: 'download',
  title: 'download of 100 MB with progress over the loopback network',
  async run(context) {
    const { page, close } = await prepared(context, ['everfetch']);
    const names = ['fetch', 'fetch, reading chunks', 'everfetch', 'everfetch without progress'];
    const samples = Object.fromEntries(names.map((name) => [name, []]));
    try {
      for (let round = -1; round < context.scale(9); round++)
        for (const name of shuffled(names)) {
          const ms = await page.evaluate(
            ([side, progress]) => (gc(), bench.download(side, 100, progress)),
            [name.replace(' without progress', ''), !name.includes('without')],
          );
          if (round >= 0) samples[name].push(ms);
        }
    } finally {
      await close();
    }
    const rows = compare(samples, 'fetch');
    comparison(rows, 'ms');
    const { ratio } = rows.find(({ name }) => name === 'everfetch');
    return { rows, bars: [{ what: '100 MB with progress over bare fetch', value: ratio, bar: 1.05 }] };
  },
};
