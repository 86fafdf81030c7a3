// The words of the faults.

export const refreshes = (count) => (count === 1 ? 'one refresh' : `${count} refreshes`);

/** An event of the session in a few words. @param {any} event */
export function eventText({ type, ...detail }) {
  const more = Object.entries(detail)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name}: ${typeof value === 'number' ? `${Math.round(value)} ms` : value}`);
  return more.length > 0 ? `${type} (${more.join(', ')})` : type;
}
