// @ts-check
// `everfetch/testing`: what an application's own tests need to drive its sign-in code without a server.

export { createClock } from '../testing/clock.js';
export { createFakeServer } from '../testing/server.js';
