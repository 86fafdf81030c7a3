// What the entries use of Vue and Angular, which are installed only where the matrix of frameworks is tried. For the compiler
// alone: nothing here is bundled or published.

declare module 'vue' {
  export interface Ref<T> {
    value: T;
  }
  export const shallowRef: <T>(value: T) => { value: T };
  export const shallowReadonly: <T>(value: T) => Readonly<T>;
  export const getCurrentScope: () => unknown;
  export const onScopeDispose: (stop: () => void) => void;
}

declare module '@angular/core' {
  export type Signal<T> = () => T;
  export const DestroyRef: unique symbol;
  export const inject: (token: typeof DestroyRef) => { onDestroy(stop: () => void): void };
  export const signal: <T>(value: T) => { set(value: T): void; asReadonly(): () => T };
}
