/**
 * The core of everfetch: the file that the package loads by itself when it is needed. A page that imports it beside the
 * package has the core at once, without a second load:
 *
 * ```ts
 * import everfetch from 'everfetch';
 * import 'everfetch/core';
 * ```
 */

/** The version of the package that it belongs to; another one does not use it. */
export declare const version: string;
