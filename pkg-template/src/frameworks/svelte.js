// @ts-check
/** `everfetch/svelte`: the session as a store. It decides nothing more; the contract of stores needs nothing of Svelte. */
import { ON_SERVER, isServer, viewOf } from './view.js';

/** @param {{ session: import('../types.js').Session }} client */
export const useSession = ({ session }) => ({
  /** @param {(view: import('./view.js').View) => void} run */
  subscribe(run) {
    if (isServer) {
      run(ON_SERVER);
      return () => {};
    }
    const stop = session.subscribe(() => run(viewOf(session)));
    run(viewOf(session));
    return stop;
  },
});
