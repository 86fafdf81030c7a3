// Every project of tests/projects, before and after: it does its job by options alone, and nothing is worse than it was.
// One that cannot be moved is refused with a reason, and nothing of it is changed.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { migrate, reportText } from '../src/index.js';
import { entryOf, projects } from './lib/projects.mjs';
import { bundle, use } from './lib/run.mjs';

const work = fileURLToPath(new URL('../../../artifacts/migrate', import.meta.url));
const all = projects();
const update = process.env.UPDATE === '1';
let moved = 0;

/** What a user sees: none of it may be worse than before. */
function compare(before, now, project) {
  assert.equal(now.burst.ok, 20, `twenty requests on an expired token: ${now.burst.errors}`);
  assert.equal(now.burstRefreshes, 1, 'one refresh for them');
  assert.ok(now.reload.ok >= before.reload.ok, `after a reload: ${now.reload.errors}`);
  assert.equal(now.logoutError, before.logoutError);
  assert.equal(now.afterLogout.ok, 0, 'signed out');
  assert.equal(now.leaked, false, 'no token after the sign-out');
  assert.equal(now.wrongPassword, 'refused');
  assert.equal(now.login.ok, 2, `signed in again: ${now.login.errors}`);
  assert.equal(now.second.ok, 20, `twenty requests after a sign-in: ${now.second.errors}`);
  assert.equal(now.secondRefreshes, 1, 'one refresh for them');
  assert.equal(now.refused.ok, 0);
  assert.equal(now.relogin.ok, 2, `signed in after the end: ${now.relogin.errors}`);
  if (before.endVisits.length)
    assert.equal(now.endVisits[0], before.endVisits[0], 'goes to the same page when the session has ended');
  assert.equal(now.down.ok, 0);
  assert.deepEqual(now.downState.visits, now.ended.visits, 'a refresh that fails for now signs nobody out');
  // Users keep their session under the old keys, and code that reads them sees the new tokens.
  for (const [area, given] of [
    ['local', project.local],
    ['session', project.session],
  ])
    for (const [key, template] of Object.entries(given ?? {})) {
      if (!/\$(access|refresh)/.test(template)) continue;
      assert.ok(now.kept[area][key], `${key} is kept`);
      if (project.server?.rotate === false && !template.includes('$access')) continue;
      assert.notEqual(
        now.kept[area][key],
        template.replace('$access', 'a.1').replace('$refresh', 'r.1'),
        `${key} is the new token`,
      );
      assert.equal(
        now.signedOut[area][key] ?? null,
        before.signedOut[area][key] ?? null,
        `${key} after the sign-out`,
      );
    }
  if (project.lastRefresh)
    for (const part of project.lastRefresh)
      assert.ok(JSON.stringify(now.lastRefresh).includes(part), `the refresh call has ${part}`);
}

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
        seen[phase] = await use(await bundle(content, folder, entryOf(content)), project, phase);
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
