// @ts-check
// Texts as the core has them, UTF-8, by the platform. The core as JavaScript takes utf8-plain.js in place of this file
// (scripts/lib/core-js.mjs). Made first, so that where there are none, as in Jest's own jsdom, it is said at once and by
// name.

export const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
export const encoder = new TextEncoder();
