// @ts-check
/** What a session needs of the platform, where it may be missing. Only entries for other platforms than browsers say it. */

let check = () => {};

/** @param {() => void} given throws an error that says what is missing */
export const setPlatform = (given) => {
  check = given;
};
export const checkPlatform = () => check();
