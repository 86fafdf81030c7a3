// pinia, as far as the projects use it.
export function defineStore(_, { state, actions }) {
  let store;
  return () => {
    store ??= state();
    for (const [name, action] of Object.entries(actions)) store[name] ??= action.bind(store);
    return store;
  };
}
