// A page in jsdom: what a reload leaves of it, and a second copy of the package in it.
import { vi } from 'vitest';

let count = 0;
/** A session id that no other test of the page has used. */
export const freshId = () => `page-${++count}`;

/** Another copy of the package, as a second bundle brings it. */
export async function secondCopy() {
  vi.resetModules();
  return (await import('everfetch')).default;
}

/** Where copies of the package keep the sessions of a page. */
export const LIVE = Symbol.for('everfetch.sessions.3');

/** The page is loaded anew: scripts start over, storage stays. */
export function reload() {
  delete globalThis[LIVE];
  return secondCopy();
}
