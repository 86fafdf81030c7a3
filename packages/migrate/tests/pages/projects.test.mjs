// Projects of the usual kinds in pages of a real Chromium, before and after: a burst on an expired token, a reload, a
// sign-out, a sign-in, the end of a session with a real navigation.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../src/index.js';
import { closeBrowser, openChromium } from '../lib/chromium.mjs';
import { compare } from '../lib/compare.mjs';
import { entryOf, projects } from '../lib/projects.mjs';
import { bundle, ownPackages, use } from '../lib/run.mjs';

const work = fileURLToPath(new URL('../../../../artifacts/migrate-pages', import.meta.url));
const cookies = {
  'js-cookie': fileURLToPath(new URL('../stand-ins/js-cookie.browser.js', import.meta.url)),
};

/** A queue over localStorage, HTTP-only cookies, a store, sessionStorage, cookies of scripts, a library, ky 1 and 2. */
const NAMES = /^(02|05|10|12|13|22|35|54|56|58)-/;

after(closeBrowser);

for (const project of projects().filter(({ name }) => NAMES.test(name)))
  test(project.name, { timeout: 120_000 }, async () => {
    const { files } = migrate(project.before);
    const seen = {};
    for (const [phase, content] of [
      ['before', project.before],
      ['after', new Map([...project.before, ...files])],
    ]) {
      const folder = join(work, `${project.name}-${phase}`);
      rmSync(folder, { recursive: true, force: true });
      seen[phase] = await use(
        await bundle(content, folder, entryOf(content), { ...cookies, ...ownPackages(project) }),
        project,
        phase,
        openChromium,
        seen.before,
      );
    }
    compare(seen.before, seen.after, project);
  });
