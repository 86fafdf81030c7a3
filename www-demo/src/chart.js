// The picture of a run: one bar per call in SVG, whose horizontal unit is the millisecond. As time goes on only the
// view box grows, so that five hundred bars stay cheap. What the bars mean is decided in trace.js and run.js.

import { placeFlights, placeTicks } from './labels.js';

const SVG = 'http://www.w3.org/2000/svg';
const make = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

/** The width of a text in the font of an element, as far as a canvas knows it. @param {HTMLElement} element */
function measureIn(element) {
  const context = document.createElement('canvas').getContext('2d');
  let font = '';
  const known = new Map();
  return (text) => {
    if (!context) return text.length * 8;
    if (font === '') {
      const style = getComputedStyle(element);
      font = context.font = `${style.fontSize} ${style.fontFamily}`;
    }
    // The page's digits are all as wide as a zero.
    const shape = text.replaceAll(/\d/g, '0');
    if (!known.has(shape)) known.set(shape, context.measureText(shape).width);
    return known.get(shape);
  };
}

/** What a label has on both of its sides, in pixels: see timeline.css. */
const TICK = 6;
const FLIGHT = 18;

const usualHeight = (count) => Math.max(4, Math.min(14, Math.floor(560 / Math.max(count, 1))));

/**
 * @param {{ plot: HTMLElement, axis: HTMLElement, height?: (count: number) => number }} places `height` of a row in pixels
 */
export function createChart({ plot, axis, height: rowHeight = usualHeight }) {
  const svg = make('svg', { preserveAspectRatio: 'none', role: 'img', 'aria-label': 'No requests yet' });
  const [bands, rows] = [make('g', { class: 'bands' }), make('g', { class: 'rows' })];
  svg.append(bands, rows);
  plot.append(svg);
  /** @type {Map<object, { group: SVGElement, state: string, growing: { part: SVGElement, from: number }[] }>} */
  const drawn = new Map();
  let height = 14;
  let origin = 0;
  let selected = null;
  let redrawAxis = () => {};

  const measure = measureIn(axis);

  /** Rows that are very low have no gap between them. */
  const barHeight = () => height - (height >= 8 ? 3 : height >= 4 ? 1 : 0);

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
    const width = axis.clientWidth;
    const ticks = placeTicks(span, width, (text) => measure(text) + TICK).map(({ at, text }) => {
      const tick = document.createElement('span');
      tick.className = 'tick';
      tick.style.left = `${at * 100}%`;
      tick.textContent = text;
      return tick;
    });
    const within = { origin, span, now, width, measure: (text) => measure(text) + FLIGHT };
    const names = placeFlights(flights, within).map(({ left, text, failed }) => {
      const name = document.createElement('span');
      name.className = failed ? 'flight bad' : 'flight';
      name.textContent = text;
      name.style.left = `${left}px`;
      return name;
    });
    axis.replaceChildren(...ticks, ...names);
    redrawAxis = () => drawAxis(span, flights, now);
  }

  // What has room depends on the width, which changes when a phone is turned.
  let width = axis.clientWidth;
  new ResizeObserver(() => {
    if (width !== axis.clientWidth) redrawAxis();
    width = axis.clientWidth;
  }).observe(axis);

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
      redrawAxis = () => {};
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
