// @ts-check
/** `everfetch/react`: the session as a hook. It decides what a server renders, so that hydration finds the same. */
import { useSyncExternalStore } from 'react';
import { ON_SERVER, viewOf } from './view.js';

/** @param {{ session: import('../types.js').Session }} client */
export const useSession = ({ session }) =>
  useSyncExternalStore(
    session.subscribe,
    () => viewOf(session),
    () => ON_SERVER,
  );
