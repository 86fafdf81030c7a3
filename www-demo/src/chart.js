// The picture of a run: one bar per call in SVG, whose horizontal unit is the millisecond. As time goes on only the
// view box grows, so that five hundred bars stay cheap. What the bars mean is decided in trace.js and run.js.

const SVG = 'http://www.w3.org/2000/svg';
const make = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000];
const label = (ms) => (ms >= 1000 ? `${+(ms / 1000).toFixed(1)} s` : `${ms} ms`);

/** @param {{ from: number, to: number | null, ok: boolean | null }[]} flights those that overlap share a name */
function nameFlights(flights, now) {
  const groups = [];
  for (const { from, to, ok } of [...flights].sort((one, other) => one.from - other.from)) {
    const last = groups.at(-1);
    const end = to ?? now;
    if (last && from <= last.end) {
      last.end = Math.max(last.end, end);
      last.flights.push(ok);
    } else groups.push({ from, end, open: to === null, flights: [ok] });
  }
  return groups.map(({ from, end, open, flights: oks }) => {
    const failed = oks.filter((ok) => ok === false).length;
    const many = oks.length > 1;
    const what = many ? `${oks.length} refreshes` : failed ? 'refresh failed' : 'refresh';
    const took = open || many ? '' : ` ${label(Math.round(end - from))}`;
    return { from, end, text: many && failed ? `${what}, ${failed} failed` : what + took, failed };
  });
}

/**
 * @param {{ plot: HTMLElement, axis: HTMLElement, tallest?: number }} places `tallest` row, in pixels
 */
export function createChart({ plot, axis, tallest = 14 }) {
  const rowHeight = (count) => Math.max(4, Math.min(tallest, Math.floor(560 / Math.max(count, 1))));
  const svg = make('svg', { preserveAspectRatio: 'none', role: 'img', 'aria-label': 'No requests yet' });
  const [bands, rows] = [make('g', { class: 'bands' }), make('g', { class: 'rows' })];
  svg.append(bands, rows);
  plot.append(svg);
  /** @type {Map<object, { group: SVGElement, state: string, growing: { part: SVGElement, from: number }[] }>} */
  const drawn = new Map();
  let height = 14;
  let origin = 0;
  let selected = null;

  const barHeight = () => height - (height >= 8 ? 3 : 1);

  function layout(calls) {
    const wanted = rowHeight(calls.length);
    if (wanted !== height) {
      height = wanted;
      drawn.clear();
      rows.replaceChildren();
    }
    svg.style.height = `${calls.length * height}px`;
  }

  const rect = (kind, from, to, more = {}) =>
    make('rect', {
      class: kind,
      x: from - origin,
      width: Math.max(to - from, 0),
      height: barHeight(),
      ...more,
    });
  // Marks are lines: the view box stretches rectangles, a line keeps its width.
  const mark = (kind, at) =>
    make('line', {
      class: `mark ${kind}`,
      x1: at - origin,
      x2: at - origin,
      y1: 0,
      y2: barHeight(),
      'data-phase': kind,
    });

  /** The parts of a call's bar; those that still grow are marked by where they began. */
  function partsOf(call, now) {
    const { trace, end } = call;
    const growing = [];
    const span = (kind, from, to, more) => {
      const part = rect(kind, from, to ?? now, more);
      if (to === null) growing.push({ part, from });
      return part;
    };
    const parts = [span('seen', call.start, end)];
    for (const { phase, from, to } of trace?.segments ?? []) {
      parts.push(span(`phase ${phase}`, from, to ?? end, { 'data-phase': phase }));
    }
    for (const at of trace?.refusedAt ?? []) parts.push(mark('refused', at));
    if (end !== null) parts.push(mark(call.ok ? 'answered' : 'failed', end));
    return { parts, growing };
  }

  function drawCall(call, index, now) {
    let row = drawn.get(call);
    if (!row) {
      const group = make('g', {
        transform: `translate(0 ${index * height})`,
        'data-request': call.number,
        'data-testid': 'bar',
      });
      rows.append(group);
      drawn.set(call, (row = { group, state: '', growing: [] }));
    }
    const { trace } = call;
    const state = `${call.end}|${trace?.segments.length}|${trace?.refusedAt.length}|${trace?.segments.at(-1)?.to}`;
    if (row.state === state) {
      for (const { part, from } of row.growing) part.setAttribute('width', String(now - from));
      return;
    }
    const { parts, growing } = partsOf(call, now);
    row.group.replaceChildren(...parts);
    if (call.end !== null) row.group.setAttribute('data-outcome', call.outcome);
    Object.assign(row, { state, growing });
  }

  function drawBands(flights, now, total) {
    const visible = flights.filter(({ to }) => (to ?? now) >= origin);
    bands.replaceChildren(
      ...visible.map(({ from, to, ok }) => {
        const x = Math.max(from - origin, 0);
        return make('rect', {
          class: 'band',
          x,
          y: 0,
          width: Math.max((to ?? now) - origin - x, 1),
          height: total,
          'data-ok': String(ok),
        });
      }),
    );
    return visible;
  }

  function drawAxis(span, flights, now) {
    const step = STEPS.find((candidate) => span / candidate <= (axis.clientWidth < 480 ? 4 : 8)) ?? span;
    const ticks = [];
    for (let at = 0; at <= span; at += step) {
      const tick = document.createElement('span');
      tick.className = 'tick';
      tick.style.left = `${(at / span) * 100}%`;
      // A label at the very end would stick out of the card.
      if (at / span < 0.94) tick.textContent = label(at);
      ticks.push(tick);
    }
    const names = nameFlights(flights, now).map(({ from, end, text, failed }) => {
      const name = document.createElement('span');
      name.className = failed ? 'flight bad' : 'flight';
      name.textContent = text;
      const middle = (Math.max(from - origin, 0) + end - origin) / 2 / span;
      const edge = Math.min(0.5, (text.length * 4 + 8) / Math.max(axis.clientWidth, 1));
      name.style.left = `${Math.min(Math.max(middle, edge), 1 - edge) * 100}%`;
      return name;
    });
    axis.replaceChildren(...ticks, ...names);
  }

  return {
    /**
     * @param {import('./run.js').Call[]} calls
     * @param {import('./trace.js').Flight[]} flights
     * @param {number} now
     * @param {number} [leastSpan] ms that the picture shows at least, so that pictures can be compared
     */
    draw(calls, flights, now, leastSpan = 20) {
      svg.toggleAttribute('hidden', calls.length === 0);
      if (calls.length === 0) {
        this.clear();
        return;
      }
      if (calls[0].start !== origin) {
        this.clear();
        origin = calls[0].start;
      }
      layout(calls);
      const last = Math.max(...calls.map(({ end }) => end ?? now));
      const span = Math.max(last - origin, leastSpan) * 1.01;
      const total = calls.length * height;
      svg.setAttribute('viewBox', `0 0 ${span} ${total}`);
      calls.forEach((call, index) => drawCall(call, index, now));
      drawAxis(span, drawBands(flights, now, total), now);
    },
    describe(text) {
      svg.setAttribute('aria-label', text);
    },
    clear() {
      drawn.clear();
      selected = null;
      rows.replaceChildren();
      bands.replaceChildren();
      axis.replaceChildren();
    },
    /** The index of the call at a height within the plot. */
    indexAt: (clientY) => Math.floor((clientY - svg.getBoundingClientRect().top) / height),
    /** @param {object | undefined} call */
    select(call) {
      selected?.classList.remove('selected');
      selected = (call && drawn.get(call)?.group) || null;
      selected?.classList.add('selected');
    },
    reveal(index) {
      const top = index * height;
      if (top < plot.scrollTop) plot.scrollTop = top;
      else if (top + height > plot.scrollTop + plot.clientHeight)
        plot.scrollTop = top + height - plot.clientHeight;
    },
  };
}
