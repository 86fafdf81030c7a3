// Every link of README and docs/ leads somewhere: the file is there, and has the heading.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, linksOf, pages, root } from './lib/pages.js';

test('a link within the repository leads to a file, and its anchor to a heading', () => {
  let count = 0;
  const broken = pages.flatMap(({ file, text }) =>
    linksOf(text)
      .filter((link) => {
        if (/^[a-z]+:/.test(link)) return false;
        count++;
        const [path, anchor] = link.split('#');
        const target = path ? join(root, dirname(file), path) : join(root, file);
        if (!existsSync(target)) return true;
        return (
          anchor !== undefined &&
          !anchorsOf(statSync(target).isFile() ? readFileSync(target, 'utf8') : '').has(anchor)
        );
      })
      .map((link) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
  expect(count).toBeGreaterThan(5);
});

test('every page of docs/ can be reached from README', () => {
  const seen = new Set();
  const visit = (file) => {
    const page = pages.find((one) => one.file === file);
    if (!page || seen.has(file)) return;
    seen.add(file);
    for (const link of linksOf(page.text))
      if (!/^[a-z]+:/.test(link)) visit(join(dirname(file), link.split('#')[0]));
  };
  visit('README.md');
  const lost = pages.map(({ file }) => file).filter((file) => file.startsWith('docs/') && !seen.has(file));
  expect(lost).toEqual([]);
});

test('anchors are made as the repository page makes them', () => {
  const text =
    '# A `b` & (c)\n\n```sh\n# no heading\n```\n\n## ERR_X\n\n## A b  c\n\n## With [a link](x.md)\n\n## ERR_X\n';
  expect([...anchorsOf(text)]).toEqual(['a-b--c', 'err_x', 'a-b--c-1', 'with-a-link', 'err_x-1']);
});
