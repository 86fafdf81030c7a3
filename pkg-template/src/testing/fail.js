// @ts-check
// The error for a wrong option: it names the option, what it got, and what it takes.

/** @type {(option: string, got: unknown, takes: string) => never} */
export const fail = (option, got, takes) => {
  let shown;
  try {
    shown = typeof got === 'function' ? 'a function' : JSON.stringify(got);
    // JSON has no undefined, and writes null for NaN and for a date that is none.
    if (shown === undefined || shown === 'null') shown = String(got);
  } catch {
    shown = String(got);
  }
  throw new TypeError(`everfetch/testing: "${option}" takes ${takes}, got ${shown}`);
};
