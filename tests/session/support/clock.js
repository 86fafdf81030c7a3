// Clocks and timers that only the test moves.
import { onTestFinished, vi } from 'vitest';

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
