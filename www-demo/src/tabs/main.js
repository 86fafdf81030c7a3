// The tabs page: opens five pages, expires the token behind their backs, lets all of them send at once, and counts; and
// then does the same to five pages with axios.

import { createApiOf, signIn } from '../client.js';
import { createControls } from '../controls.js';
import { $, onClick, pause, setText } from '../dom.js';
import { baseOf } from '../place.js';
import { race } from '../storm/race.js';
import { setUpTop } from '../top.js';
import { createCard } from './card.js';
import { openChannel, SESSION } from './channel.js';
import { openTabs } from './open.js';

const COUNT = 5;
/** ms for what all tabs are expected to do. It is a bound, and no measure: a busy machine opens five pages slowly. */
const PATIENCE = 60_000;
const KNOBS = { accessTtl: 600_000, apiLatency: 40, refreshLatency: 500 };
/** The same for axios, in words that the race of the first page knows. */
const SAME = {
  id: 'five',
  name: '',
  now: '',
  hint: '',
  tabs: COUNT,
  count: COUNT,
  slow: 0,
  rest: 0,
  knobs: KNOBS,
};

const controls = createControls(baseOf(SESSION));
const api = createApiOf(SESSION);
/** @type {Map<number, { card: any, kind: string, close: () => void, news: Record<string, any> }>} */
const tabs = new Map();
let signedIn = false;
let finished = 0;

const channel = openChannel((message) => {
  const tab = tabs.get(message.from);
  if (!tab) return;
  Object.assign(tab.news, message);
  tab.card.show(message);
  if (message.hello && signedIn) order(message.from, 'start');
});
const order = (to, action) => channel.postMessage({ to, do: action });

const say = (text, tone = '') => {
  setText($('message'), text);
  $('message').dataset.tone = tone;
};
const fail = (error) => say(`That did not work: ${error.message}`, 'bad');

/** Waits until every tab has told something, or gives up. @returns {Promise<boolean>} */
async function everyTab(has) {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await pause(20)) {
    if ([...tabs.values()].every(({ news }) => has(news))) return true;
  }
  return false;
}

const done = () => {
  finished += 1;
  $('tabs').dataset.finished = String(finished);
};

function closeAll() {
  for (const { close } of tabs.values()) close();
  tabs.clear();
  $('tabs').replaceChildren();
  for (const id of ['storm', 'close']) $(id).disabled = true;
}

function opening() {
  const kinds = [...tabs.values()].map(({ kind }) => kind);
  const windows = kinds.filter((kind) => kind === 'window').length;
  if (windows === COUNT) return 'Five windows are open and share the session of ada.';
  if (windows === 0 && $('controls').elements.kind.value === 'frame')
    return 'Five frames are open and share the session of ada.';
  return `The browser blocked ${COUNT - windows} of ${COUNT} pop-ups; those are frames of this page. All share the session of ada.`;
}

async function open() {
  closeAll();
  signedIn = false;
  for (const { number, kind, close } of openTabs(COUNT, $('controls').elements.kind.value)) {
    const card = createCard(number, kind, (action) => actIn(number, action));
    $('tabs').append(card.element);
    tabs.set(number, { card, kind, close, news: {} });
  }
  say('Signing in …');
  await controls.reset();
  await controls.turnKnobs(KNOBS);
  await signIn(api, 'ada');
  signedIn = true;
  order('all', 'start');
  const all = await everyTab(({ ready, state }) => ready && state === 'active');
  for (const id of ['storm', 'close']) $(id).disabled = false;
  if (all) say(opening());
  else say('Not every tab has joined the session.', 'bad');
  done();
}

async function storm() {
  for (const { card, news } of tabs.values()) {
    delete news.answer;
    card.clear();
  }
  await controls.expireTokens();
  await controls.clearCounters();
  order('all', 'send');
  await everyTab(({ answer, state }) => answer || state === 'closed');
  const { refresh, reuseDetected, unauthorized } = await controls.readCounters();
  const answered = [...tabs.values()].filter(({ news }) => news.answer && news.ok).length;
  const numbers = { answered, refused: unauthorized, refreshes: refresh.calls, reuse: reuseDetected };
  const lives = [...tabs.values()].every(({ news }) => news.state === 'active');
  showRow('count', numbers, lives);
  await stormWithAxios().catch((error) => setText($('axios-session'), `did not run: ${error.message}`));
  const times = refresh.calls === 1 ? 'one refresh' : `${refresh.calls} refreshes`;
  say(`${answered} answers, ${times}, counted by the server.`, answered === tabs.size ? '' : 'bad');
  done();
}

/** @param {'count' | 'axios'} row @param {Record<string, number>} numbers @param {boolean} lives the session */
function showRow(row, numbers, lives) {
  for (const [name, value] of Object.entries(numbers)) setText($(`${row}-${name}`), String(value));
  $(`${row}-reuse`).dataset.tone = numbers.reuse > 0 ? 'bad' : '';
  setText($(`${row}-session`), lives ? 'lives' : 'signed out');
  $(`${row}-session`).dataset.tone = lives ? 'good' : 'bad';
}

async function stormWithAxios() {
  say('The same with axios …');
  const { result } = await race('handwritten', SAME, {}, () => () => {});
  const { answered, refused, refreshes, reused, survived } = result;
  showRow('axios', { answered, refused, refreshes, reuse: reused }, survived);
}

async function actIn(number, action) {
  order(number, action);
  if (action !== 'signOut') return;
  const all = await everyTab(({ state }) => state === 'ended' || state === 'closed');
  const gone = [...tabs.values()].filter(({ news }) => news.state === 'ended').length;
  say(`Signed out in tab ${number}: ${gone} of ${tabs.size} tabs are signed out.`, all ? '' : 'bad');
  done();
}

setUpTop();
$('controls').addEventListener('submit', (event) => event.preventDefault());
onClick($('open'), open, fail);
onClick($('storm'), storm, fail);
onClick(
  $('close'),
  async () => {
    closeAll();
    say('No tab is open.');
  },
  fail,
);
// Windows that outlive this page would wait for orders that never arrive.
addEventListener('pagehide', closeAll);
document.documentElement.dataset.ready = 'true';
