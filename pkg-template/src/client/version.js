// @ts-check
/** The version of the package, for `VERSION`. The build replaces the value by the one of package.json. */
export const VERSION = '0.0.0';
