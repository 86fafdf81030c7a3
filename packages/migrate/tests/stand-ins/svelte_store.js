export const writable = (value) => ({ set: (next) => (value = next), get: () => value });
export const get = (store) => store.get();
