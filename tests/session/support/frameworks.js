// What everfetch calls of React, Vue and Angular, in their place: as much of each as shows when the session is listened to,
// and what a component gets.

/** What is called when the scope, or the injector, is over. @type {(() => void)[]} */
export const disposals = [];
export const world = { hasScope: true };

/** React: what a hook passes on. */
export const useSyncExternalStore = (...args) => args;

/** Vue: a ref holds a value, and warns where there is no scope. */
export const getCurrentScope = () => (world.hasScope ? {} : undefined);
export const onScopeDispose = (stop) => {
  if (!world.hasScope) throw new Error('there is no active effect scope to be associated with');
  disposals.push(stop);
};
export const shallowRef = (value) => ({ value });
export const shallowReadonly = (ref) => ({
  isReadonly: true,
  get value() {
    return ref.value;
  },
});

/** Angular: a signal is a function that gives its value. */
export class DestroyRef {}
export const inject = (token) => token === DestroyRef && { onDestroy: (stop) => disposals.push(stop) };
export const signal = (value) => {
  const readonly = () => value;
  return Object.assign(() => value, { set: (next) => (value = next), asReadonly: () => readonly });
};
