// Transfer sizes: what `npm run size` prints, with the bars.

import { measureAll, printSizes } from '../../scripts/lib/sizes.mjs';

export const size = {
  name: 'size',
  title: 'transfer sizes of one small application, minified by esbuild',
  async run() {
    const rows = await measureAll();
    printSizes(rows);
    const { axios, streaming, default: all } = Object.fromEntries(rows.map((row) => [row.key, row.brotli]));
    return {
      rows,
      bars: [
        {
          what: 'default entry over axios + axios-auth-refresh, brotli',
          value: all / axios,
          bar: 1.5,
          aim: 1,
        },
        {
          what: 'streaming entry over the same, both files, brotli',
          value: streaming / axios,
          bar: 1.3,
          aim: 0.9,
        },
      ],
    };
  },
};
