// @ts-check
// Loads a chunk of the package from an address that is known only when it is needed. A file of its own, because an entry
// that has everything inside must not hold it: Metro, the bundler of React Native, refuses an `import()` without a name.

/** @param {string} address @returns {Promise<unknown>} */
export const again = (address) => import(/* @vite-ignore */ /* webpackIgnore: true */ address);
