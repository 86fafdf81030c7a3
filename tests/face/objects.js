// Objects as users have them, for the tests of how they are read and copied: of another realm, of classes, with a symbol.
import { runInNewContext } from 'node:vm';

/** What code makes in another realm, whose prototypes are others. */
export const foreign = (code) => runInNewContext(code);
export const symbol = Symbol('s');
export class Base {
  inherited = 1;
  get given() {
    return this.inherited + 1;
  }
  method() {}
}
export class Derived extends Base {
  own = 2;
}
