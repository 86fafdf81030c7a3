// What comes of a call, for test files that need neither axios nor the whole of everfetch.

/** What a promise is rejected with. */
export const failure = (promise) =>
  promise.then(
    () => {
      throw new Error('it resolved');
    },
    (error) => error,
  );

/** An abort controller that counts the listeners of its signal. */
export const countedController = () => {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = function (...args) {
    count++;
    return addEventListener.apply(this, args);
  };
  signal.removeEventListener = function (...args) {
    count--;
    return removeEventListener.apply(this, args);
  };
  return { controller, signal, count: () => count };
};

/** What a function returns or throws. */
export const attempt = (work) => {
  try {
    return { value: work() };
  } catch (error) {
    return { thrown: error.name, message: error.message, code: error.code };
  }
};
