// @ts-check
// What a wrong option is answered with: the option, what it got, what it takes.

/** @type {(option: string, got: unknown, takes: string) => never} */
export const fail = (option, got, takes) => {
  let shown;
  try {
    shown = typeof got === 'function' ? 'a function' : (JSON.stringify(got) ?? String(got));
  } catch {
    shown = String(got);
  }
  throw new TypeError(`everfetch/testing: "${option}" takes ${takes}, got ${shown}`);
};
