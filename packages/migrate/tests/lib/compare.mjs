// What a user sees of a project, before and after: none of it may be worse.

import assert from 'node:assert/strict';

export function compare(before, now, project) {
  assert.equal(now.burst.ok, 20, `twenty requests on an expired token: ${now.burst.errors}`);
  assert.equal(now.burstRefreshes, 1, 'one refresh for them');
  assert.ok(now.burstSends <= 40, `one layer sends again, once: ${now.burstSends} sends of 20 requests`);
  assert.ok(now.reload.ok >= before.reload.ok, `after a reload: ${now.reload.errors}`);
  // Where the application went in circles before, its sign-out may have been given up.
  assert.equal(now.logoutError, project.isWorseBefore ? undefined : before.logoutError);
  if (before.signOutVisits.length)
    assert.equal(
      now.signOutVisits.at(-1),
      before.signOutVisits.at(-1),
      'comes to the same page after a sign-out',
    );
  assert.equal(now.afterLogout.ok, 0, 'signed out');
  assert.equal(now.leaked, false, 'no token after the sign-out');
  assert.equal(now.wrongPassword, 'refused');
  assert.equal(now.login.ok, 2, `signed in again: ${now.login.errors}`);
  assert.equal(now.second.ok, 20, `twenty requests after a sign-in: ${now.second.errors}`);
  assert.equal(now.secondRefreshes, 1, 'one refresh for them');
  assert.equal(now.refused.ok, 0);
  assert.ok(now.endSends <= 6, `nothing is sent again when the session is over: ${now.endSends} sends of 3`);
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
