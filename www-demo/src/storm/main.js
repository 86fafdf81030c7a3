// The landing page. It runs the storm once by itself: the same fifty requests through three clients, one lane after the
// other, since a browser opens six connections to a host and lanes that ran at once would wait for each other.

import { setUpCopy } from '../copy.js';
import { $, make, onClick, setText } from '../dom.js';
import { setUpTop } from '../top.js';
import { createLaneView } from './lane-view.js';
import { LANES } from './lanes.js';
import { race } from './race.js';
import { createScoreboard } from './scoreboard.js';
import { SITUATIONS } from './situations.js';
import { refreshes } from './words.js';

const views = LANES.map(createLaneView);
const scoreboard = createScoreboard($('scoreboard'), SITUATIONS, LANES);
let finished = 0;

const chosen = () =>
  SITUATIONS.find(({ id }) => id === $('controls').elements.situation.value) ?? SITUATIONS[0];
const say = (text, tone = '') => {
  setText($('message'), text);
  $('message').dataset.tone = tone;
};

/** Who wants no motion gets each picture when it is finished. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Draws a lane until it is told to stop, as often as a quarter of the time allows: on a slow machine the picture must not
 * hold up the requests that it shows.
 */
const drawer = (view, span) => (look) => {
  if (calm.matches) return () => {};
  let handle = 0;
  const draw = () => {
    const { calls, flights } = look();
    // Between the start of the run and the first request there is nothing to draw.
    if (calls.length > 0) view.draw({ calls, flights }, span);
  };
  let next = 0;
  const again = () => {
    const begun = performance.now();
    if (begun >= next) {
      draw();
      // What it costs, style, layout and paint included, shows after the frame.
      setTimeout(() => (next = begun + 4 * (performance.now() - begun)));
    }
    handle = requestAnimationFrame(again);
  };
  again();
  return () => {
    cancelAnimationFrame(handle);
    draw();
  };
};

/** @param {import('./situations.js').Situation} situation */
async function run(situation) {
  views.forEach((view) => view.reset());
  $('controls').elements.situation.value = situation.id;
  showHint();
  setText($('now'), situation.now);
  say(`${situation.name}: running …`);
  const results = [];
  const pictures = [];
  let span = 20;
  for (const [index, { id }] of LANES.entries()) {
    const view = views[index];
    view.start();
    const { result, last } = await race(id, situation, view.options(), drawer(view, span)).catch((error) => {
      view.fail(error);
      throw error;
    });
    results.push(result);
    pictures.push(last);
    scoreboard.enter(situation.id, id, result);
    span = Math.max(span, result.took);
    // All on one scale, so that lengths can be compared.
    pictures.forEach((picture, lane) => views[lane].draw(picture, span));
    results.forEach((each, lane) => views[lane].finish(each));
  }
  return results;
}

function summarize(situation, results) {
  const parts = results.map(({ survived, answered, requests, refreshes: count }, index) => {
    const state = survived ? '' : ', signed out';
    return `${LANES[index].title}: ${answered} of ${requests} answered, ${refreshes(count)}${state}`;
  });
  say(`${situation.name}. ${parts.join('; ')}.`);
}

async function runMany(situations) {
  try {
    for (const situation of situations) summarize(situation, await run(situation));
  } finally {
    finished += 1;
    $('lanes').dataset.finished = String(finished);
  }
}

function showHint() {
  setText($('situation-hint'), chosen().hint);
}

setUpTop();
$('situations').append(
  ...SITUATIONS.map(({ id, name }, index) =>
    make(
      'label',
      {},
      make('input', {
        type: 'radio',
        name: 'situation',
        value: id,
        defaultChecked: index === 0,
        'data-testid': `situation-${id}`,
      }),
      make('span', { textContent: name }),
    ),
  ),
);
$('lanes').append(...views.map(({ element }) => element));
$('controls').addEventListener('change', showHint);
$('controls').addEventListener('submit', (event) => event.preventDefault());
showHint();
setText($('now'), SITUATIONS[0].now);
setUpCopy($('copy-install'), () => $('install').textContent);
const fail = (error) => say(`That did not work: ${error.message}`, 'bad');
const both = [$('run'), $('run-all')];
onClick($('run'), () => runMany([chosen()]), fail, both);
onClick($('run-all'), () => runMany(SITUATIONS), fail, both);
document.documentElement.dataset.ready = 'true';
$('run').click();
