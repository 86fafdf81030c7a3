// The playground: two texts in, and out of them what was sent, what came back, and what the session did meanwhile.

import { createControls } from '../controls.js';
import { $, make, onClick, setText } from '../dom.js';
import { eventText } from '../faults/words.js';
import { setUpTop } from '../top.js';
import { createBench, serverURL } from './bench.js';
import { evaluate } from './evaluate.js';
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

async function send() {
  $('wire').replaceChildren();
  const api = client();
  const request = evaluate($('request').value, 'The request');
  await prepareServer();
  setText($('response'), '…');
  try {
    const response = await api.request(request);
    setText($('response'), showResponse(response));
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

function choose(id) {
  const { client: config, request } = PRESETS.find((preset) => preset.id === id);
  $('client').value = config;
  $('request').value = request;
}

setUpTop();
$('preset').append(...PRESETS.map(({ id, name }) => make('option', { value: id, textContent: name })));
choose(PRESETS[0].id);
$('preset').addEventListener('change', () => choose($('preset').value));
$('playground').addEventListener('submit', (event) => event.preventDefault());
setText($('server-url'), serverURL);
for (const [id, work] of Object.entries({ send, 'sign-in': signIn, expire, 'sign-out': signOut })) {
  onClick($(id), acting(work), console.error);
}
onClick($('copy'), () => navigator.clipboard.writeText($('timeline').textContent), console.error);
showSession();
document.documentElement.dataset.ready = 'true';
