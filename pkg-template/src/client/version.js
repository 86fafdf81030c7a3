// @ts-check
/**
 * The version of the package, for `VERSION`. The build puts the real one in its place.
 * JavaScript, because it is a constant of the module.
 */
export const VERSION = '0.0.0';
