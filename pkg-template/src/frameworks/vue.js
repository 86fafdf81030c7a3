// @ts-check
/** `everfetch/vue`: the session as a composable. It decides when it stops listening: with the scope that it was called in. */
import { getCurrentScope, onScopeDispose, shallowReadonly, shallowRef } from 'vue';
import { ON_SERVER, isServer, viewOf } from './view.js';

/** @param {{ session: import('../types.js').Session }} client */
export const useSession = ({ session }) => {
  // A server disposes of no scope, so a listener there would stay for good.
  if (isServer) return shallowReadonly(shallowRef(ON_SERVER));
  const view = shallowRef(viewOf(session));
  const stop = session.subscribe(() => {
    view.value = viewOf(session);
  });
  if (getCurrentScope()) onScopeDispose(stop);
  return shallowReadonly(view);
};
