// What the package is for: many requests on an expired token, and requests whose refusal comes late. The server rotates
// refresh tokens, kills a session whose used token comes back, and takes 50 ms for a refresh.

import { median, shuffled } from '../lib/stats.mjs';
import { figure, table, times } from '../lib/table.mjs';

let sandboxes = 0;

async function play({ quiet, site }, name, act) {
  const base = `/s/bench-${process.pid}-${++sandboxes}`;
  const control = async (path, body) => {
    const response = await fetch(`${site.url}${base}/control/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return response.json();
  };
  const { page, close } = await quiet.open(site, 'main');
  try {
    await control('knobs', { refreshLatency: 50, grace: 0 });
    await page.evaluate(([side, at]) => bench.prepare(side, { base: at }), [name, base]);
    // Connections are open and the code is warm, as in a page that has been in use for a while.
    await page.evaluate((side) => bench.time(side, 'get', { path: '/api/me' }, 60, 6), name);
    await control('expire', {});
    await control('reset', { keep: true });
    const seen = await page.evaluate(act.page, act.options(name));
    const counters = await control('counters');
    return {
      ...seen,
      refreshes: counters.refresh.calls,
      requests: counters.total - counters.refresh.calls,
      reused: counters.reuseDetected,
    };
  } finally {
    await close();
  }
}

export const storm = {
  name: 'storm',
  title: 'many requests on an expired token, a refresh takes 50 ms, reuse detection on',
  async run(context) {
    const result = { rows: [], bars: [] };
    const names = ['ideal', 'everfetch', 'axios (xhr) + axios-auth-refresh', 'xior', 'alova'];
    for (const count of [10, 100, 1000]) {
      const samples = Object.fromEntries(names.map((name) => [name, []]));
      const rounds = context.scale({ 10: 31, 100: 11, 1000: 5 }[count]);
      // The others may take until the page gives up, so they run twice only, and their outcomes are counted.
      const peersToo = (round) => (name) => round < 2 || name === 'ideal' || name === 'everfetch';
      for (let round = 0; round < rounds; round++)
        for (const name of shuffled(names.filter(peersToo(round))))
          samples[name].push(
            name === 'ideal'
              ? await play(context, 'fetch', {
                  page: ([, many]) => bench.ideal(many),
                  options: () => ['', count],
                })
              : await play(context, name, {
                  page: ([side, many]) => bench.storm(side, many),
                  options: (side) => [side, count],
                }),
          );
      const ideal = median(samples.ideal.map(({ ms }) => ms));
      for (const name of names) {
        const all = samples[name];
        const ms = median(all.map((one) => one.ms));
        const ratio = median(all.map((one, round) => one.ms / samples.ideal[round].ms));
        const most = (key) => Math.max(...all.map((one) => one[key]));
        const answered = Math.min(...all.map((one) => one.answered));
        result.rows.push({
          count,
          name,
          ms,
          ratio,
          overIdeal: ms / ideal,
          refreshes: most('refreshes'),
          reused: most('reused'),
          requests: median(all.map((one) => one.requests)),
          answered,
          rounds: all.length,
        });
        if (name !== 'everfetch') continue;
        result.bars.push({ what: `storm of ${count} over the ideal`, value: ratio, bar: 1.1, aim: 1 });
        result.bars.push({ what: `storm of ${count}: refreshes`, value: most('refreshes'), bar: 1 });
        result.bars.push({ what: `storm of ${count}: unanswered`, value: count - answered, bar: 0 });
      }
    }
    table(
      ['', 'requests', 'ms', 'over ideal', 'refreshes', 'reuse seen', 'answered'],
      result.rows.map((row) => [
        `${row.name}`,
        row.count,
        figure(row.ms),
        times(row.ratio),
        row.refreshes,
        row.reused,
        `${row.answered} of ${row.count}`,
      ]),
    );
    return result;
  },
};

export const late = {
  name: 'late',
  title: 'late 401: four slow requests with the old token are refused after the refresh',
  async run(context) {
    const rows = [];
    for (const name of ['everfetch', 'axios (xhr) + axios-auth-refresh', 'xior', 'alova'])
      rows.push({
        name,
        ...(await play(context, name, {
          page: ([side]) => bench.late(side, 400),
          options: (side) => [side],
        })),
      });
    table(
      ['', 'refreshes', 'requests with them', 'reuse seen', 'answered'],
      rows.map((row) => [
        row.name,
        row.refreshes,
        row.requests + row.refreshes,
        row.reused,
        `${row.answered} of 5`,
      ]),
    );
    const [ours] = rows;
    return {
      rows,
      bars: [
        { what: 'late 401: refreshes', value: ours.refreshes, bar: 1 },
        { what: 'late 401: requests with the refresh', value: ours.requests + ours.refreshes, bar: 11 },
        { what: 'late 401: unanswered', value: 5 - ours.answered, bar: 0 },
      ],
    };
  },
};

export const waiting = {
  name: 'waiting',
  title: 'CPU for requests that all wait for one refresh, fetch stubbed: it must grow linearly',
  async run({ quiet, site, scale }) {
    const { page, close } = await quiet.open(site, 'main', '?stub=1');
    try {
      await page.evaluate(() => bench.prepare('everfetch', { stub: '{}' }));
      const counts = [10, 100, 1000, 10000];
      const samples = Object.fromEntries(counts.map((count) => [count, []]));
      for (let round = -2; round < scale(9); round++)
        for (const count of counts) {
          const ms = await page.evaluate((many) => (gc(), bench.waiting('everfetch', many)), count);
          if (round >= 0) samples[count].push((ms * 1000) / count);
        }
      const rows = counts.map((count) => ({ count, micros: median(samples[count]) }));
      table(
        ['waiting', 'µs for each'],
        rows.map((row) => [row.count, figure(row.micros)]),
      );
      const [, hundred, , tenThousand] = rows;
      return {
        rows,
        bars: [
          {
            what: 'µs for each of 10,000 over each of 100',
            value: tenThousand.micros / hundred.micros,
            bar: 1.5,
          },
        ],
      };
    } finally {
      await close();
    }
  },
};
