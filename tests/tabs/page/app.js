// The application in each tab: a client with a session, one without, and the handles by which tests use them. What
// it is made of comes with the address, so that a reload and a copy of the tab make the same again.

/* global setup */
import everfetch from '/everfetch/index.js';

const { base, session, start, ownStore } = setup;

/** A storage of the application's own that all tabs use, and that answers later. */
const storage = ownStore && {
  shared: true,
  load: async () => JSON.parse(localStorage.getItem('own') ?? 'null'),
  save: async (record) => localStorage.setItem('own', JSON.stringify(record)),
  clear: async () => localStorage.removeItem('own'),
};
const api = everfetch.create({
  baseURL: base,
  session: { refresh: '/auth/refresh', ...session, ...(ownStore && { storage }) },
});
const plain = everfetch.create({ baseURL: base, withCredentials: true });
const events = [];
const names = [
  'signedIn',
  'refreshed',
  'refreshFailed',
  'replaced',
  'ended',
  'stepUpRequired',
  'storageDegraded',
];
for (const name of names)
  api.session.on(name, (event) => events.push({ ...event, at: performance.now(), sid: epochSid() }));

const id = Math.random().toString(36).slice(2);
let count = 0;

/** One request, by an id of its own that the server counts, and an address of its own: Chromium sends requests for one address one after the other. */
async function call(path = '/api/me') {
  const key = `${id}-${++count}`;
  const began = performance.now();
  const settled = (outcome) => ({ key, took: performance.now() - began, ...outcome });
  try {
    const { status, data } = await api.get(path, { params: { key }, headers: { 'X-Request-Id': key } });
    return settled({ status, user: data.user });
  } catch (error) {
    window.report?.(error);
    const { code, message, reason, retryable } = error;
    // What the API said, also where it is no reason to sign out.
    const status = (error.response ?? error.refused)?.status;
    return settled({ code: code ?? 'none', status, message, reason, retryable });
  }
}

/** Many requests at once, in short. */
async function storm(times, path) {
  const settled = await Promise.all(Array.from({ length: times }, () => call(path)));
  const outcomes = {};
  for (const { code, status } of settled) {
    const name = code ? `${code} ${status ?? ''}`.trim() : status;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
  }
  return { outcomes, longest: Math.max(...settled.map(({ took }) => took)), settled };
}

/** Requests that nobody waits for: a book of them is kept. */
const book = { open: new Map(), outcomes: {}, longest: 0 };
function fire(times) {
  for (let left = times; left > 0; left--) {
    const mark = {};
    book.open.set(mark, performance.now());
    call().then(({ code, status, took }) => {
      book.open.delete(mark);
      const name = code ? `${code} ${status ?? ''}`.trim() : String(status);
      book.outcomes[name] = (book.outcomes[name] ?? 0) + 1;
      book.longest = Math.max(book.longest, took);
    });
  }
}
/** What came of them since the last time, and how long the oldest has been waiting. */
function report() {
  const { outcomes, longest, open } = book;
  Object.assign(book, { outcomes: {}, longest: 0 });
  const oldest = Math.max(0, ...[...open.values()].map((began) => performance.now() - began));
  return { outcomes, longest, waiting: open.size, oldest };
}

/** A forced refresh: how long it took, and how it ended. */
async function refresh() {
  const began = performance.now();
  const code = await api.session.refresh().then(
    () => 'done',
    (error) => error.code,
  );
  return { code, took: performance.now() - began };
}

const signIn = async (user, mode = 'bearer') => {
  const { data } = await plain.post('/auth/login', { user, mode });
  await api.session.signIn(data);
  return data;
};

/** An effect that runs twice: the same tokens again `ms` later, in the middle of a refresh. Tells the sessions. */
async function signInTwice(user, mode, ms) {
  const data = await signIn(user, mode);
  const before = epochSid();
  void refresh();
  await new Promise((resolve) => setTimeout(resolve, ms));
  await api.session.signIn(data);
  return [before, epochSid()];
}

const carrier = /cookie|split/.test(session?.carrier) ? ` ${session.carrier}` : '';
/** What the names of the records begin with, where the session has the default id. */
const prefix = `everfetch:${api.session.id}${carrier}:`;

/** Which session the shared epoch names, where the page may read it. */
function epochSid() {
  try {
    return localStorage.getItem(prefix + 'E')?.split('\n')[1];
  } catch {
    return undefined;
  }
}

/** The shared records as they lie in localStorage, where the page may read it. */
function records() {
  try {
    return readRecords();
  } catch {
    return { live: false };
  }
}

function readRecords() {
  const find = (part) => Object.keys(localStorage).find((key) => key.startsWith(prefix + part));
  const epoch = localStorage.getItem(prefix + 'E')?.split('\n');
  const ledger = localStorage.getItem(find('G:') ?? '')?.split('\n');
  return {
    live: epoch?.[2].trim() === 'live',
    generation: ledger && Number(ledger[1]),
    doubt: ledger && ['none', 'sent', 'let go'][ledger[2][0]],
  };
}

/** The generations that living tabs of this origin show by their presence locks. */
const presence = async () =>
  (await navigator.locks.query()).held.flatMap(
    ({ name }) => /:P:\d+:(\d+)$/.exec(name)?.slice(1).map(Number) ?? [],
  );

window.lab = {
  api,
  plain,
  events,
  id,
  call,
  storm,
  fire,
  report,
  refresh,
  signIn,
  signInTwice,
  records,
  epochSid,
  presence,
};
if (start) window.lab.started = storm(start);
window.lab.ready = true;
