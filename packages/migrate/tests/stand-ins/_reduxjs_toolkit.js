// Redux Toolkit, as far as the projects use it.
export function createSlice({ name, initialState, reducers }) {
  const actions = Object.fromEntries(
    Object.keys(reducers).map((key) => [key, (payload) => ({ type: `${name}/${key}`, payload })]),
  );
  const reducer = (state = initialState, action) => {
    const [slice, key] = action.type.split('/');
    const draft = { ...state };
    return slice === name && reducers[key] ? (reducers[key](draft, action) ?? draft) : state;
  };
  return { actions, reducer };
}
export function configureStore({ reducer }) {
  let state = {};
  const dispatch = (action) => {
    state = Object.fromEntries(Object.entries(reducer).map(([key, one]) => [key, one(state[key], action)]));
    return action;
  };
  dispatch({ type: '@@/init' });
  return { dispatch, getState: () => state };
}
