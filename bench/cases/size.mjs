// Transfer sizes: what `npm run size` prints, with the bars.

import { measureAll, printSizes } from '../../scripts/lib/sizes.mjs';

export const size = {
  name: 'size',
  title: 'transfer sizes of one small application, minified by esbuild',
  async run() {
    const rows = await measureAll();
    printSizes(rows);
    const {
      axios,
      first,
      plain,
      sum,
      default: all,
    } = Object.fromEntries(rows.map((row) => [row.key, row.brotli]));
    return {
      rows,
      bars: [
        {
          what: 'first load over axios + axios-auth-refresh, brotli',
          value: first / axios,
          bar: 0.95,
          aim: 0.8,
        },
        { what: 'the same without a session', value: plain / axios, bar: 0.95, aim: 0.75 },
        { what: 'first load and core', value: sum / axios },
        { what: 'all in one file', value: all / axios, bar: 2.45, aim: 2.2 },
      ],
    };
  },
};
