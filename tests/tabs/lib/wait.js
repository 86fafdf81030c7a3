// Waiting, always with a bound.

/**
 * How long a test waits for what it needs. A bound and no claim: nothing takes so long but on a machine that is busy, and no
 * wait of the package that a test must tell from what it waits for is shorter than this and longer than ten seconds.
 */
export const BOUND = 20_000;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const POLL = 20;

/** A promise that fails after `ms`. @template T @param {Promise<T>} promise @param {number} ms @param {string} what */
export const within = async (promise, ms, what) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Asks again until the answer is true. Not by the page's own timers, which stand still in hidden and frozen tabs. */
export async function until(ask, ms, what) {
  const begun = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() - begun > ms) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(POLL);
  }
}
