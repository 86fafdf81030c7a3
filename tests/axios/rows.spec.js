// Every row of axios's public surface, through axios and through everfetch, side by side in one page.

import { expect, test } from './lib/fixtures.js';
import { sections } from './rows/index.js';

const TRANSPORTS = ['default', 'xhr', 'fetch'];

for (const { title, rows } of sections)
  test.describe(title, () => {
    for (const { item, by = TRANSPORTS, gives, differs } of rows)
      for (const transport of by)
        test(transport ? `${item} (${transport})` : item, async ({ side }) => {
          side.errors.length = 0;
          const { axios, everfetch } = await side.page.evaluate(
            (args) => window.side.row(...args),
            [title, item, transport],
          );
          expect(everfetch, 'the row itself must not fail').not.toHaveProperty('thrown');
          const why = typeof differs === 'object' ? differs[transport] : differs;
          if (why) expect(everfetch, why).not.toEqual(axios);
          else expect(everfetch).toEqual(axios);
          if (gives !== undefined) expect(everfetch.value).toEqual(gives);
          expect(side.errors, 'uncaught in the page').toEqual([]);
        });
  });

test('no two rows have one name', () => {
  const names = sections.flatMap(({ title, rows }) => rows.map(({ item }) => `${title}: ${item}`));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
