// What `npm run build` makes of the compiled core and hands to the entries while it bundles them.

declare module 'everfetch:glue' {
  /** A fresh set of what glue.js exports, with variables of its own: one for each instance of the core. */
  export function makeCore(): import('./types.js').Core;
}

declare module 'everfetch:wasm-text' {
  /** The bytes of everfetch.wasm, as scripts/encode-wasm.mjs writes them. */
  export const text: string;
}

declare module 'everfetch:javascript' {
  /** A fresh set of glue for an instance of the core as JavaScript. */
  export function makeCore(): import('./types.js').Core;
  export function instantiate(imports: WebAssembly.Imports): WebAssembly.Instance;
}

declare module 'everfetch:beside' {
  /** The address of core-js.js. */
  export function beside(): string;
}

declare module 'everfetch:front' {
  /** What the modules of the chunk have in place of those that front.js names. */
  export function receive(front: object): void;
}
