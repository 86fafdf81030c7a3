// zustand, as far as the projects use it.
export function create(given) {
  const make = (initializer) => {
    let state;
    const get = () => state;
    const set = (part) => {
      state = { ...state, ...(typeof part === 'function' ? part(state) : part) };
    };
    state = initializer(set, get);
    const use = (select = (all) => all) => select(state);
    return Object.assign(use, { getState: get, setState: set });
  };
  return given ? make(given) : make;
}
