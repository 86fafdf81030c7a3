// A lane's result in words.

import { ms } from '../words.js';

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
export const refreshes = (count) => plural(count, 'refresh', 'refreshes');

/** @param {import('./race.js').Result} result @returns {'good' | 'fair' | 'bad'} */
export function toneOf({ survived, failed, refreshes: count }) {
  if (!survived) return 'bad';
  return failed > 0 || count > 1 ? 'fair' : 'good';
}

/** @param {import('./race.js').Result} result */
export function verdictOf({ survived, requests, failed, answered, refreshes: count, reused, took }) {
  const answers =
    failed === 0 ? `all ${answered} answered in ${ms(took)}` : `${answered} of ${requests} answered`;
  if (survived) return `The session lives: ${refreshes(count)}, ${answers}.`;
  const why =
    reused > 0 ? 'the server saw a token reused and revoked the session' : 'the client gave the tokens up';
  return `Signed out: ${why}; ${answers}.`;
}

/** @param {import('./race.js').Result} result for the table */
export const cellOf = ({ survived, answered, requests, refreshes: count }) =>
  `${survived ? 'lives' : 'signed out'} · ${answered}/${requests} answered · ${refreshes(count)}`;
