// The page: joins the buttons with the client, the server's controls and the view. All that it knows about the
// session it learns from everfetch's public API.

import { createApi, signIn, xsrfCookieName } from '../client.js';
import { createControls } from '../controls.js';
import { baseURL, remember, remembered } from '../place.js';
import { createRuns, RESOURCE } from '../run.js';
import { setUpTop } from '../top.js';
import { $, onClick as guardClick } from '../dom.js';
import { createView } from './view.js';

const view = createView();
const controls = createControls(baseURL);
const runs = createRuns();
const KNOBS = {
  ttl: 'accessTtl',
  'api-latency': 'apiLatency',
  'refresh-latency': 'refreshLatency',
  grace: 'grace',
};

let carrier = remembered('carrier', 'bearer');
let api;
let unsubscribe = () => {};
let animation = 0;
let nextDrawing = 0;
let finished = 0;

/** Switches to the client of a carrier. The one before keeps its session; the page just stops showing it. */
function use(nextCarrier) {
  unsubscribe();
  carrier = nextCarrier;
  remember({ carrier });
  api = createApi(carrier);
  runs.restart();
  unsubscribe = api.session.subscribe(refreshView);
  refreshView();
  view.drawRun(runs);
  // Restores a session after a reload, or finds that there is none.
  api.session.ready().then(refreshView, refreshView);
}

function refreshView() {
  runs.read(api);
  view.addEvents(runs.takeNews());
  view.drawSession(api.session, carrier);
  animate();
}

/**
 * Reads once per frame while something is under way, and draws as often as a quarter of the time allows: a
 * picture with five hundred bars is expensive, and it must not hold up the requests that it shows.
 */
function animate() {
  if (animation !== 0) return;
  animation = requestAnimationFrame(() => {
    animation = 0;
    runs.read(api);
    view.addEvents(runs.takeNews());
    const begun = performance.now();
    if (!runs.pending || begun >= nextDrawing) {
      view.drawRun(runs);
      // What it costs, style, layout and paint included, shows after the frame.
      setTimeout(() => (nextDrawing = begun + 4 * (performance.now() - begun)));
    }
    if (runs.pending) animate();
  });
}

const explain = (what) => (error) => view.say(`${what}: ${error?.message ?? error}`, 'bad');

const onClick = (id, what, work) => guardClick($(id), work, explain(what));

const settings = () =>
  Object.fromEntries(Object.entries(KNOBS).map(([id, knob]) => [knob, Number($(id).value)]));

async function doSignIn() {
  const user = $('user').value.trim() || 'ada';
  await controls.turnKnobs({ ...settings(), xsrfCookieName });
  await signIn(api, user, carrier);
  remember({ user });
  view.say(`Signed in as ${user}. Now expire the token, and send requests.`);
  refreshView();
}

function wantedCount() {
  const count = Math.round(Number($('count').value));
  return Math.min(Math.max(Number.isFinite(count) ? count : 50, 1), 500);
}

async function send() {
  if (!runs.pending) await controls.clearCounters();
  const done = runs.fire(api, wantedCount());
  animate();
  view.revealRun();
  await done;
  refreshView();
  // Not in the next frame, which may be late: the numbers are read as soon as the run is reported over.
  view.drawRun(runs);
  view.drawServer(await controls.readCounters(), RESOURCE);
  finished += 1;
  $('timeline').dataset.finished = String(finished);
}

async function story() {
  if (!api.session.isSignedIn) await doSignIn();
  await controls.expireTokens();
  await send();
}

async function toggleNetwork() {
  const down = $('network').getAttribute('aria-pressed') !== 'true';
  await controls.turnKnobs({ offline: down });
  showNetwork(down);
  view.say(down ? 'The network is down: the server answers nothing.' : 'The network is back.');
}

function showNetwork(down) {
  $('network').setAttribute('aria-pressed', String(down));
}

const FAULTS = {
  none: () => controls.turnKnobs({ refreshStatus: null, refreshBody: null, dropRefreshAnswer: 0 }),
  busy: () => controls.turnKnobs({ refreshStatus: { value: 503, times: 1 }, retryAfter: 1 }),
  lost: () => controls.turnKnobs({ dropRefreshAnswer: 1 }),
  html: () =>
    controls.turnKnobs({
      refreshBody: { value: 'html', times: 1 },
      refreshRotates: { value: false, times: 1 },
    }),
  dead: () => controls.killSessions(),
};

function setUpServerSettings() {
  for (const [id, knob] of Object.entries(KNOBS)) {
    $(id).addEventListener('change', () =>
      controls.turnKnobs({ [knob]: Number($(id).value) }).catch(explain('The server is not reached')),
    );
  }
  $('refresh-fault').addEventListener('change', async ({ target }) => {
    const fault = target.value;
    await FAULTS.none().then(FAULTS[fault]).catch(explain('The server is not reached'));
    const name = target.selectedOptions[0].textContent;
    view.say(fault === 'none' ? 'The next refresh works.' : `The next refresh ${name}.`);
    // The fault acts once, so the choice is cleared.
    target.value = 'none';
  });
}

/** After a reload the server still has this page's settings; after a restart of the server it does not. */
async function meetServer() {
  const knobs = await controls.readKnobs();
  showNetwork(knobs.offline === true);
  if (knobs.xsrfCookieName !== xsrfCookieName) {
    await controls.turnKnobs({ ...settings(), xsrfCookieName });
    return;
  }
  for (const [id, knob] of Object.entries(KNOBS)) {
    const value = String(knobs[knob]);
    if ([...$(id).options].some((option) => option.value === value)) $(id).value = value;
  }
}

function setUpForm() {
  $('user').value = remembered('user', 'ada');
  $('sign-in-form').elements.carrier.value = carrier;
  for (const radio of document.querySelectorAll('input[name=carrier]')) {
    radio.addEventListener('change', () => use(radio.value));
  }
  $('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    doSignIn().catch(explain('Sign-in failed'));
  });
  $('count').addEventListener('input', () => {
    for (const place of document.querySelectorAll('[data-count]')) place.textContent = String(wantedCount());
  });
  $('count').addEventListener('change', () => ($('count').value = String(wantedCount())));
}

setUpTop();
setUpForm();
setUpServerSettings();
onClick('sign-out', 'Sign-out failed', async () => {
  await api.session.signOut();
  view.say('Signed out.');
  refreshView();
});
onClick('send', 'Sending failed', send);
onClick('story', 'That did not work', story);
onClick('expire', 'The server is not reached', async () => {
  await controls.expireTokens();
  view.say('Every access token is expired on the server; the page does not know it yet.');
});
onClick('network', 'The server is not reached', toggleNetwork);
meetServer()
  .then(
    () => use(carrier),
    (error) => {
      use(carrier);
      explain('The API server is not reached')(error);
    },
  )
  .finally(() => (document.documentElement.dataset.ready = 'true'));
