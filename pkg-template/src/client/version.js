// @ts-check
/**
 * The version of the package, for `VERSION`. The build replaces it with the real one.
 */
export const VERSION = '0.0.0';
