// One of the five tabs: a page with its own client, which shares the session with the others only through everfetch. It
// starts when the tabs page tells it to, carries out orders, and reports what it sees.

import { createApiOf } from '../client.js';
import { $, setText } from '../dom.js';
import { openChannel, SESSION } from '../tabs/channel.js';

const number = Number(new URLSearchParams(location.search).get('tab'));
const MOST_TRIES = 5;
let api;

const channel = openChannel((message) => {
  if (message.to !== 'all' && message.to !== number) return;
  DOES[message.do]?.(message);
});
const tell = (more) => channel.postMessage({ from: number, ...more });

function show() {
  const { state } = api.session;
  setText($('state'), state);
  $('state').dataset.state = state;
  tell({ state });
}

async function send() {
  const begun = performance.now();
  setText($('answer'), 'Sending …');
  const [text, ok] = await api.get('/api/me').then(
    ({ status, data }) => [`${status}, ${data.user}`, true],
    (error) => [error.code ?? error.message, false],
  );
  const answer = `${text} after ${Math.round(performance.now() - begun)} ms`;
  setText($('answer'), answer);
  const renewed = api.session.timeline().some(({ at, event }) => at >= begun && event === 'refreshStarted');
  tell({ answer, ok, renewed });
}

/** On a busy machine the other tabs may take longer to answer than a new one waits: loaded again, it asks again. */
function askAgain() {
  const tries = history.state?.tries ?? 0;
  if (tries === MOST_TRIES) return false;
  history.replaceState({ tries: tries + 1 }, '');
  location.reload();
  return true;
}

const DOES = {
  /** The session is there: from now on this page is a member. */
  async start() {
    if (api) return;
    api = createApiOf(SESSION);
    api.session.subscribe(show);
    if ((await api.session.ready()) === 'anonymous' && askAgain()) return;
    show();
    tell({ ready: true });
  },
  send: () => api && send(),
  signOut: () => api?.session.signOut(),
  close: () => window.close(),
};

$('send').addEventListener('click', () => DOES.send());
$('sign-out').addEventListener('click', () => DOES.signOut());
addEventListener('pagehide', () => tell({ state: 'closed' }));
document.title = `Tab ${number}`;
setText($('name'), `Tab ${number}`);
tell({ hello: true });
document.documentElement.dataset.ready = 'true';
