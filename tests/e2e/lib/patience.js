// How long the end-to-end tests wait for what must happen. A bound is there so that what never happens ends with a sentence
// and not with the whole run; how fast the machine is must not decide. So there is one, far beyond what a slow and busy
// machine needs, and no test has a tighter one of its own.

/** ms, for one thing that must happen. */
export const PATIENCE = 60_000;

/** ms, for a test that waits for a few of them. */
export const TEST_PATIENCE = 4 * PATIENCE;
