// Pages whose core comes late, before and after a reload: what the storages hold is what the first page has left.
import { fakeServer, turns } from './fake.js';
import { pageWithLateCore } from './late.js';
import { freshId } from './page.js';

/** A page, and clients of it for one server. */
export async function open(id, answers) {
  const server = fakeServer(answers);
  const page = await pageWithLateCore();
  const create = (session, config) =>
    page.everfetch.create({
      baseURL: 'https://api.example',
      session: { id, refresh: '/auth/refresh', ...session },
      ...config,
    });
  return { ...page, server, create };
}

/** The same, with what a session that was signed in left behind: the record, and what the tabs share. */
export async function reopened(answers, options, tokens) {
  const id = freshId();
  const first = await open(id, answers);
  const api = first.create(options);
  const signedIn = api.session.signIn({ ...first.server.tokens(), ...tokens });
  await first.arrive();
  await signedIn;
  await turns();
  return { id, ...(await open(id, answers)) };
}

/** The names of what the tabs share: the epoch, and the ledger. @param {'E' | 'G'} what */
export const shared = (what) => Object.keys(localStorage).find((name) => name.includes(`:${what}`));

export const authorizations = ({ requests }) => requests.map(({ headers }) => headers.authorization);
