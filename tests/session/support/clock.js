// Clocks and timers that only the test moves.
import { onTestFinished, vi } from 'vitest';

/** The draws that the pause after a failure is made of are the largest: it lasts 5 s after the first one. */
export const longestPauses = () =>
  void vi.spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => bytes.fill(255));

/** So much later by both clocks, with the timers that there are: what is beside a real server goes on. @param {number} ms */
export function skip(ms) {
  const [mono, wall] = [performance.now.bind(performance), Date.now];
  vi.spyOn(performance, 'now').mockImplementation(() => mono() + ms);
  vi.spyOn(Date, 'now').mockImplementation(() => wall() + ms);
}

export function fakeClock() {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return {
    /** @param {number} ms */
    advance: (ms) => vi.advanceTimersByTime(ms),
    /** Moves the time of day alone, as sleep or a user does. @param {number} ms */
    shiftWall: (ms) => vi.setSystemTime(Date.now() + ms),
  };
}
