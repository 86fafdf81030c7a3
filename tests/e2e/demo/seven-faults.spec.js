// The faults page: each button makes its fault happen, and what happened is what should.

import { expect, test } from '../lib/fixtures.js';
import { createPart } from '../lib/part.js';
import { expectFault, FAULTS } from '../lib/seven-faults.js';

test('each of the seven faults, one after the other, by its own button', async ({ page }) => {
  const faults = createPart(page);
  await faults.open('faults.html');
  await expect(page.getByRole('button', { name: /^Make it happen/ })).toHaveCount(FAULTS.length);
  for (const id of FAULTS) {
    await faults.press(`${id}-run`, `fault-${id}`);
    await expectFault(faults, id);
  }
});

test('all of them at once', async ({ page }) => {
  const faults = createPart(page);
  await faults.open('faults.html');
  await faults.hook('run-all').click();
  for (const id of FAULTS) await expectFault(faults, id);
  await faults.picture('faults');
});
