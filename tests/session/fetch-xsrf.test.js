// @vitest-environment jsdom
// The calls that a session of `createFetch` makes itself carry the XSRF token of the page's cookie, under the names that
// axios has for it, unless the options name others.
import { expect, test } from 'vitest';
import { createFetch } from 'everfetch/fetch';
import { alone, fakeServer } from './support/fake.js';
import { freshId } from './support/page.js';

/** The headers of a refresh. */
const refreshOf = async (options) => {
  const server = fakeServer();
  const fetch = createFetch({
    baseURL: 'https://app.example',
    session: { id: freshId(), refresh: '/auth/refresh', ...alone() },
    ...options,
  });
  await fetch.session.signIn(server.tokens());
  await fetch.session.refresh();
  return server.refreshes[0].headers;
};

test('the cookie and the header have the names of axios, or those of the options', async () => {
  document.cookie = 'XSRF-TOKEN=of-axios';
  document.cookie = 'MINE=mine';
  expect(await refreshOf()).toMatchObject({ 'x-xsrf-token': 'of-axios' });
  expect(await refreshOf({ xsrfCookieName: 'MINE', xsrfHeaderName: 'X-Mine' })).toMatchObject({
    'x-mine': 'mine',
  });
  expect(await refreshOf({ withXSRFToken: false })).not.toHaveProperty('x-xsrf-token');
});
