// A page of the demo as a test opens it: by its file, in a sandbox of its own, from the running demo or from the build
// without a server; and what can be asked of every page: that nothing sticks out, and that axe-core finds no barrier.

import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { freshName } from './sandbox.js';
import { at } from '../../../scripts/lib/paths.mjs';

const SCREENSHOTS = at('artifacts', 'e2e', 'screenshots');

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} [root] where the pages are
 */
export function createPart(page, root = process.env.EVERFETCH_DEMO) {
  const hook = (name) => page.getByTestId(name);
  const part = {
    page,
    hook,
    async open(file) {
      await page.goto(`${root}${file}?s=${freshName()}`);
      await part.ready();
      if (file === 'index.html') await part.ranByItself();
    },
    ready: () => expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 20_000 }),
    /** The first page runs the storm once without being asked. */
    ranByItself: () => expect(hook('lanes')).toHaveAttribute('data-finished', '1', { timeout: 120_000 }),
    number: async (name) => Number(await hook(name).textContent()),
    /** Does something, and waits until an element says that it has finished once more. */
    async finish(name, start, timeout = 30_000) {
      const before = Number(await hook(name).getAttribute('data-finished'));
      await start();
      await expect(hook(name)).toHaveAttribute('data-finished', String(before + 1), { timeout });
    },
    press: (button, name, timeout) => part.finish(name, () => hook(button).click(), timeout),
    async picture(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true, animations: 'disabled' });
    },
    /** Nothing reaches beyond the window, there is no barrier, and no label covers another. */
    async expectSound() {
      expect(await sticksOut(page)).toEqual({ found: [], scrolls: false });
      expect(await barriers(page)).toEqual([]);
      expect(await coveredLabels(page)).toEqual([]);
    },
  };
  return part;
}

/** Pairs of labels over the pictures that cover each other, and labels that stick out of theirs. */
export const coveredLabels = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.axis')].flatMap((axis) => {
      const { left, right } = axis.getBoundingClientRect();
      const boxes = [...axis.children]
        .filter((label) => label.textContent !== '' && label.checkVisibility())
        .map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }));
      const out = boxes.filter(({ box }) => box.left < left - 0.5 || box.right > right + 0.5);
      const pairs = boxes.flatMap(({ text, box }, index) =>
        boxes
          .slice(index + 1)
          .filter(
            ({ box: other }) =>
              box.left < other.right - 0.5 &&
              other.left < box.right - 0.5 &&
              box.top < other.bottom - 0.5 &&
              other.top < box.bottom - 0.5,
          )
          .map((other) => `${text} × ${other.text}`),
      );
      return [...out.map(({ text }) => `${text} sticks out`), ...pairs];
    }),
  );

/** Elements that reach beyond the window and are not scrolled within another. */
export const sticksOut = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isScrolled = (element) => {
      for (let outer = element.parentElement; outer; outer = outer.parentElement)
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)) return true;
      return false;
    };
    const found = [...document.body.querySelectorAll('*')]
      .filter((element) => {
        const { left, right, width: own } = element.getBoundingClientRect();
        const isHiddenLink = element.matches('.skip:not(:focus)');
        return own > 0 && (right > width + 0.5 || left < -0.5) && !isScrolled(element) && !isHiddenLink;
      })
      .map((element) => `${element.tagName}.${element.className}#${element.id}`);
    return { found, scrolls: document.documentElement.scrollWidth > width };
  });

export const barriers = async (page) => {
  const { violations } = await new AxeBuilder({ page })
    // Pages that work unseen; the ones that can be seen are looked at by themselves.
    .exclude('.tab-frame')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
};
