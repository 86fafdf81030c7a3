// A call, a session and a server in words: the texts beside the picture.

export const ms = (value) => (value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`);

/** How long a call spent in one phase, 0 if it was never in it. */
function spent(call, phase) {
  const now = performance.now();
  return (call.trace?.segments ?? [])
    .filter((segment) => segment.phase === phase)
    .reduce((sum, { from, to }) => sum + ((to ?? call.end ?? now) - from), 0);
}

/** @param {import('./run.js').Call} call */
export function factsOf(call) {
  const [waiting, sent, renewing, resent] = ['waiting', 'sent', 'renewing', 'resent'].map((phase) =>
    spent(call, phase),
  );
  return {
    waiting: waiting + renewing,
    sent,
    renewing,
    resent,
    total: (call.end ?? performance.now()) - call.start,
  };
}

/** @param {import('./run.js').Call} call */
export function sentence(call) {
  const { waiting, sent, renewing, resent, total } = factsOf(call);
  const refused = (call.trace?.refusedAt.length ?? 0) > 0;
  const parts = [
    waiting - renewing >= 0.5 && `waited ${ms(waiting - renewing)}`,
    sent > 0 && `sent ${ms(sent)}${refused ? ' → 401' : ''}`,
    renewing >= 0.5 && `waited for the refresh ${ms(renewing)}`,
    resent > 0 && `resent ${ms(resent)}`,
    call.end === null ? 'under way' : `${call.ok ? 'answered' : 'failed'} ${call.outcome}`,
  ];
  return `#${call.number}: ${parts.filter(Boolean).join(', ')}; ${ms(total)} in all`;
}

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {ReturnType<ReturnType<typeof import('./run.js').createRuns>['summary']>} run */
export function verdict({ requests, answered, failed, refreshes, slowest, outcomes }) {
  if (answered + failed < requests) return `${plural(requests, 'request')} under way …`;
  const renewals = refreshes === 0 ? 'no refresh' : plural(refreshes, 'refresh', 'refreshes');
  if (failed === 0)
    return `${plural(requests, 'request')}, ${renewals}, all answered; the slowest took ${ms(slowest)}.`;
  const first = outcomes.find(({ ok }) => !ok);
  return `${plural(requests, 'request')}, ${renewals}, ${failed} failed: ${first.message}`;
}

/** A flag or a word of `guarantees()`, whatever its type. */
export function plain(value) {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(plain).join(', ');
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([key, inner]) => `${spaced(key)}: ${plain(inner)}`)
        .join(', ') || 'none'
    );
  return String(value);
}

/** `survivesReload` → `survives reload` */
export const spaced = (name) =>
  name.replaceAll(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
