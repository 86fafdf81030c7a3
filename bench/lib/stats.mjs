// Turns samples into figures: medians, spread and ratios. Machines are noisy, so a ratio is the median of the
// ratios within each round, in which both sides met the same load.

const sorted = (values) => [...values].sort((one, two) => one - two);

export function quantile(values, q) {
  const list = sorted(values);
  const place = (list.length - 1) * q;
  const low = Math.floor(place);
  return list[low] + (list[Math.ceil(place)] - list[low]) * (place - low);
}

export const median = (values) => quantile(values, 0.5);

/**
 * @param {Record<string, number[]>} samples by name, the same round at the same index
 * @param {string} base the name that all are compared with
 */
export function compare(samples, base) {
  return Object.entries(samples).map(([name, values]) => ({
    name,
    median: median(values),
    // Half of all samples lie between these two.
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
    ratio: median(values.map((value, round) => value / samples[base][round])),
    rounds: values.length,
  }));
}

/** A copy in random order, so that no side always follows the same one. */
export function shuffled(list) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}
