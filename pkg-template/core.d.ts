/**
 * The core of everfetch, which the package loads automatically when it is needed. A page that imports it next to the
 * package has the core from the start, without a second load:
 *
 * ```ts
 * import everfetch from 'everfetch';
 * import 'everfetch/core';
 * ```
 */

/** The version of the package that this core belongs to. Other versions do not use it. */
export declare const version: string;
