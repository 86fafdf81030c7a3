// @ts-check
/**
 * Progress events: how often they are delivered, and the rates they carry. About three a second reach the listener,
 * and the last one always does; the transport counts the bytes.
 * @typedef {import('../types.js').AxiosProgressEvent} ProgressEvent
 * @typedef {import('../types.js').Progress} Progress
 * @typedef {[report: (event: Progress) => void, flush: () => void, deliver: (event: Progress) => void]} Reporter
 *   delivers at most three a second; delivers the one that waits; delivers this one now
 */

/** Bytes per second over the last fifty samples; undefined in the first quarter of a second. */
const speedometer = () => {
  /** @type {[number, number][]} */
  const samples = [];
  /** @type {number | undefined} */
  let first;
  return (/** @type {number} */ bytes) => {
    const now = Date.now();
    first ??= now;
    const sum = samples.reduce((total, [count]) => total + count, 0);
    const passed = now - (samples[0]?.[1] ?? now);
    samples.push([bytes, now]);
    if (samples.length > 49) samples.shift();
    return now - first >= 250 && passed ? Math.round((sum * 1000) / passed) : undefined;
  };
};

/**
 * @param {(event: ProgressEvent) => void} listener @param {'upload' | 'download'} direction @returns {Reporter}
 */
export const progress = (listener, direction) => {
  const speed = speedometer();
  let notified = 0;
  let last = -Infinity;
  /** @type {Progress | null | undefined} */
  let pending;
  /** @type {ReturnType<typeof setTimeout> | null | undefined} */
  let timer;

  /** @param {Progress | null | undefined} event */
  const deliver = (event) => {
    last = Date.now();
    pending = null;
    clearTimeout(/** @type {number} */ (timer));
    timer = null;
    if (!event || typeof event.loaded !== 'number') return;
    const total = event.lengthComputable ? event.total : undefined;
    const loaded = Math.max(0, total != null ? Math.min(event.loaded, total) : event.loaded);
    const bytes = Math.max(0, loaded - notified);
    const rate = speed(bytes) || undefined;
    notified = Math.max(notified, loaded);
    listener({
      loaded,
      total,
      progress: total ? loaded / total : undefined,
      bytes,
      rate,
      estimated: rate && total ? (total - loaded) / rate : undefined,
      event,
      lengthComputable: total != null,
      [direction]: true,
    });
  };

  /** @param {Progress} event */
  const report = (event) => {
    // A third of a second, on a clock of whole milliseconds.
    const wait = 334 - (Date.now() - last);
    if (wait <= 0) deliver(event);
    else {
      pending = event;
      timer ||= setTimeout(() => deliver(pending), wait);
    }
  };
  return [report, () => pending && deliver(pending), deliver];
};
