// Every project of tests/projects, before and after: it does its job by options alone, and nothing is worse than it was.
// One that cannot be moved is refused with a reason, and nothing of it is changed.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { migrate, reportText } from '../src/index.js';
import { compare } from './lib/compare.mjs';
import { entryOf, projects } from './lib/projects.mjs';
import { bundle, ownPackages, use } from './lib/run.mjs';

const work = fileURLToPath(new URL('../../../artifacts/migrate', import.meta.url));
const all = projects();
const update = process.env.UPDATE === '1';
let moved = 0;

describe('projects', { concurrency: 2 }, () => {
  for (const project of all)
    test(project.name, { timeout: 120_000 }, async () => {
      const { files, report } = migrate(project.before);
      const text = `${reportText(report)}\n`;
      if (update) writeFileSync(join(project.folder, 'report.txt'), text);
      else assert.equal(text, project.expected, 'the report is as expected (UPDATE=1 writes it)');
      if (project.refused) {
        assert.equal(files.size, 0, 'nothing is changed');
        assert.ok(report.yours.length > 0);
        for (const { file, line, why, page } of report.yours) assert.ok(file && line && why && page);
        assert.match(text, new RegExp(project.refused));
        return;
      }
      assert.ok(files.size > 0, `it is moved:\n${text}`);
      moved++;
      const again = migrate(new Map([...project.before, ...files]));
      assert.deepEqual([...again.files], [], 'running it twice changes nothing');
      const now = new Map([...project.before, ...files]);
      for (const [, content] of files)
        assert.doesNotMatch(content, /from ['"]axios['"]|require\(['"]axios['"]\)/);
      const seen = {};
      for (const [phase, content] of [
        ['before', project.before],
        ['after', now],
      ]) {
        const folder = join(work, `${project.name}-${phase}`);
        rmSync(folder, { recursive: true, force: true });
        const file = await bundle(content, folder, entryOf(content), ownPackages(project));
        seen[phase] = await use(file, project, phase);
      }
      if (!project.isWorseBefore)
        assert.ok(
          seen.before.login.ok >= 1,
          `the project works before: ${JSON.stringify(seen.before.login)}`,
        );
      compare(seen.before, seen.after, project);
    });
});

after(() => {
  const share = moved / all.length;
  console.log(`${moved} of ${all.length} projects moved whole (${Math.round(share * 100)} %)`);
  assert.ok(share >= 0.85, 'at least 85 % of the projects are moved whole');
});
