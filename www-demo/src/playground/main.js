// The playground: two texts in, and out of them what was sent, what came back, and what the session did meanwhile. Each
// new client is signed in by the page; a visitor who wants to see that has a button for it.

import { createControls } from '../controls.js';
import { $, make, onClick, setText } from '../dom.js';
import { eventText } from '../faults/words.js';
import { colourField, showCode } from '../highlight.js';
import { copyText, setUpCopy } from '../copy.js';
import { setUpTop } from '../top.js';
import { createBench, serverURL } from './bench.js';
import { evaluate } from './evaluate.js';
import { read, write } from './link.js';
import { PRESETS } from './presets.js';
import { showError, showResponse } from './wire.js';

const KNOBS = { accessTtl: 600_000, apiLatency: 40, refreshLatency: 200 };

const controls = createControls(serverURL);
const bench = createBench({ onClient, onExchange, onEvent, onChange: showSession });
let finished = 0;
let served = false;

const say = (text, tone = '') => {
  setText($('message'), text);
  $('message').dataset.tone = tone;
};

function onExchange({ request, answer, status }) {
  $('wire').append(
    make(
      'li',
      { 'data-tone': status >= 200 && status < 400 ? 'good' : 'bad' },
      make('pre', { textContent: request }),
      make('p', { textContent: `→ ${answer}` }),
    ),
  );
}

/** A new client: what is shown of the one before is over. */
function onClient() {
  for (const id of ['wire', 'events']) $(id).replaceChildren();
  setText($('response'), 'Nothing sent yet.');
}

function onEvent(event) {
  $('events').prepend(make('li', { 'data-event': event.type, textContent: eventText(event) }));
}

function showSession() {
  const state = bench.session?.state ?? 'none';
  setText($('session-state'), state);
  $('session-state').dataset.state = state;
  showTimeline();
}

const lineOf = ({ at, event, ...detail }) =>
  `${(at / 1000).toFixed(3).padStart(9)} s  ${event.padEnd(15)} ${Object.entries(detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`.trimEnd();

function showTimeline() {
  const lines = (bench.session?.timeline() ?? []).map(lineOf);
  setText($('timeline'), lines.length > 0 ? lines.join('\n') : 'Nothing has happened yet.');
}

/** The client that the text describes. What is wrong with it is an error that names the option. */
const client = () => bench.use($('client').value, evaluate($('client').value, 'The client'));

async function prepareServer() {
  if (served) return;
  await controls.turnKnobs(KNOBS);
  served = true;
}

/** What came back: the body in colours. @param {string} text */
function showAnswer(text) {
  const [head, ...body] = text.split('\n\n');
  const code = make('code');
  showCode(code, body.join('\n\n'));
  $('response').replaceChildren(body.length > 0 ? `${head}\n\n` : head, code);
}

/** Signs in a client that never was, where it has a session. */
async function ensureSignedIn() {
  await prepareServer();
  if (bench.isNew && bench.session) await bench.signIn('ada');
}

async function send() {
  const api = client();
  const request = evaluate($('request').value, 'The request');
  await ensureSignedIn();
  $('wire').replaceChildren();
  setText($('response'), '…');
  try {
    const response = await api.request(request);
    showAnswer(showResponse(response));
    say(`Answered: ${response.status}.`, 'good');
  } catch (error) {
    setText($('response'), showError(error));
    say(`Rejected: ${error.code ?? error.name}.`, 'bad');
  }
}

/** Does something, and shows what is wrong with the fields where that is what went wrong. */
const acting = (work) => async () => {
  try {
    await work();
  } catch (error) {
    setText($('response'), showError(error));
    say(error.message, 'bad');
  } finally {
    showSession();
    finished += 1;
    $('playground').dataset.finished = String(finished);
  }
};

async function signIn() {
  client();
  await prepareServer();
  await bench.signIn('ada');
  say('Signed in as ada.', 'good');
}

async function expire() {
  await controls.expireTokens();
  say('Every access token is expired on the server; the client does not know it yet.');
}

async function signOut() {
  client();
  if (!bench.session) throw new Error('this client has no session to sign out of');
  await bench.session.signOut();
  say('Signed out.');
}

function fill({ client: config, request }) {
  $('client').value = config;
  $('request').value = request;
  recolour.forEach((show) => show());
}

/** A preset is ours, so its client is made and signed in at once. */
async function begin() {
  client();
  await ensureSignedIn();
  if (bench.session)
    say('Signed in as ada. Expire the token, and send: one refresh, and your answer.', 'good');
  else say('This client has no session. Send a request.');
}

async function choose() {
  fill(PRESETS.find(({ id }) => id === $('preset').value) ?? PRESETS[0]);
  await begin();
}

/** The code of a link is somebody else's: it is shown, and nothing of it runs. @returns whether there is one */
function fillFromLink() {
  const shared = read(location.hash);
  if (!shared) return false;
  fill(shared);
  say('This code came with the link, and has not run. Read it, then send.');
  return true;
}

async function share() {
  const url = new URL(location.href);
  // Whoever opens the link gets a server of their own.
  url.search = '';
  url.hash = write({ client: $('client').value, request: $('request').value });
  const here = new URL(location.href);
  here.hash = url.hash;
  history.replaceState(history.state, '', here);
  if (await copyText(url.href)) say('The link is in the clipboard.', 'good');
  else say('The link is the address of this page; the browser lets no page copy it.');
}

setUpTop();
const recolour = [colourField($('client')), colourField($('request'))];
$('preset').append(...PRESETS.map(({ id, name }) => make('option', { value: id, textContent: name })));
$('preset').addEventListener('change', acting(choose));
$('playground').addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', fillFromLink);
setText($('server-url'), serverURL);
for (const [id, work] of Object.entries({ send, 'sign-in': signIn, expire, 'sign-out': signOut, share })) {
  onClick($(id), acting(work), console.error);
}
setUpCopy($('copy'), () => $('timeline').textContent);
showSession();
if (!fillFromLink()) await acting(choose)();
document.documentElement.dataset.ready = 'true';
