// @ts-check
/** `everfetch/angular`: the session as a signal. It decides when it stops listening: with the injector that it was called in. */
import { DestroyRef, inject, signal } from '@angular/core';
import { ON_SERVER, isServer, viewOf } from './view.js';

/** @param {{ session: import('../types.js').Session }} client */
export const injectSession = ({ session }) => {
  const destroyed = inject(DestroyRef);
  if (isServer) return signal(ON_SERVER).asReadonly();
  const view = signal(viewOf(session));
  destroyed.onDestroy(session.subscribe(() => view.set(viewOf(session))));
  return view.asReadonly();
};
