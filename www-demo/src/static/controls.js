// The controls of a sandbox, under the paths of the API server's own.

/**
 * @param {{ counters: any, knobs: () => any, turn: (changes: object) => Promise<unknown>, expire: () => void, kill: () => number, reset: () => void }} sandbox
 * @returns {(path: string, fields: any) => Promise<Response>}
 */
export const createControls = ({ counters, knobs, turn, expire, kill, reset }) => {
  const routes = {
    '/control/knobs': async (changes) => {
      await turn(changes);
      return knobs().show();
    },
    '/control/expire': () => {
      expire();
      return { expired: true };
    },
    '/control/kill': () => ({ killed: kill() }),
    '/control/counters': () => counters.now,
    '/control/reset': ({ keep }) => {
      if (keep === true) counters.reset();
      else reset();
      return { reset: true };
    },
  };
  return async (path, fields) => {
    if (!Object.hasOwn(routes, path)) return Response.json({ error: 'not_found' }, { status: 404 });
    try {
      return Response.json(await routes[path](fields), { headers: { 'cache-control': 'no-store' } });
    } catch (error) {
      return Response.json({ error: 'bad_knob', message: error.message }, { status: 400 });
    }
  };
};
