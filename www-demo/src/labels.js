// Where the labels over a picture stand, so that none covers another and none sticks out. It knows neither the page nor
// what a label means: widths come from whoever calls, so that tests can count in characters.

/** Between two labels, in pixels. */
const GAP = 6;

/** More would be a pattern, and no scale. */
const MOST_TICKS = 8;

const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000];
const label = (ms) => (ms >= 1000 ? `${+(ms / 1000).toFixed(1)} s` : `${ms} ms`);

/**
 * The ticks of a time axis: as many as have room for their labels. A label begins at its tick.
 * @param {number} span ms
 * @param {number} width of the axis in pixels
 * @param {(text: string) => number} measure the width of a label in pixels
 * @returns {{ at: number, text: string }[]} `at`: the share of the width; the text is empty where it would stick out
 */
export function placeTicks(span, width, measure) {
  const timesOf = (step) => Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
  const fits = (step) =>
    span / step <= MOST_TICKS &&
    (step / span) * width >= Math.max(...timesOf(step).map((time) => measure(label(time)))) + GAP;
  return timesOf(STEPS.find(fits) ?? span).map((time) => {
    const at = time / span;
    const text = label(time);
    return { at, text: at * width + measure(text) <= width ? text : '' };
  });
}

/** @typedef {{ from: number, end: number, open: boolean, oks: (boolean | null)[] }} Group */

function nameOf({ from, end, open, oks }) {
  const failed = oks.filter((ok) => ok === false).length;
  const many = oks.length > 1;
  const what = many ? `${oks.length} refreshes` : failed ? 'refresh failed' : 'refresh';
  const took = open || many ? '' : ` ${label(Math.round(end - from))}`;
  return { text: many && failed ? `${what}, ${failed} failed` : what + took, failed: failed > 0 };
}

const join = (one, other) => ({
  from: one.from,
  end: Math.max(one.end, other.end),
  open: one.open || other.open,
  oks: [...one.oks, ...other.oks],
});

/**
 * Names the refreshes, each over its middle. Those that overlap in time share a name, and so do those whose names
 * would cover each other.
 * @param {{ from: number, to: number | null, ok: boolean | null }[]} flights
 * @param {{ origin: number, span: number, now: number, width: number, measure: (text: string) => number }} axis
 * @returns {{ left: number, text: string, failed: boolean }[]} `left`: the left edge in pixels
 */
export function placeFlights(flights, { origin, span, now, width, measure }) {
  /** @type {Group[]} */
  const groups = [];
  const place = (group) => {
    const name = nameOf(group);
    const wide = measure(name.text);
    const middle = (((Math.max(group.from, origin) + group.end) / 2 - origin) / span) * width;
    const left = Math.max(0, Math.min(middle - wide / 2, width - wide));
    return { ...name, left, right: left + wide };
  };
  const collide = (one, other) => other.from <= one.end || place(other).left < place(one).right + GAP;
  for (const { from, to, ok } of [...flights].sort((one, other) => one.from - other.from)) {
    let group = { from, end: to ?? now, open: to === null, oks: [ok] };
    // A joined name is another one, wider or narrower, so it is compared with the one before it again.
    while (groups.length > 0 && collide(groups.at(-1), group)) group = join(groups.pop(), group);
    groups.push(group);
  }
  return groups.map(place).map(({ left, text, failed }) => ({ left, text, failed }));
}
