// The types of `everfetch/streaming`: those of `everfetch`, and a way to load the core ahead of the first request.

export * from './index.js';
export { default } from './index.js';

/**
 * Loads the compiled core now instead of at the first request. You need not call it otherwise.
 * @param source another URL to load it from, or the module itself
 */
export declare function init(
  source?:
    | string
    | URL
    | WebAssembly.Module
    | BufferSource
    | Response
    | Promise<WebAssembly.Module | BufferSource | Response>,
): Promise<void>;
