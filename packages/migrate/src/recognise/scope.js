// Names and what they stand for, from the inside to the outside.

/** Names and what they stand for, from the inside to the outside. */
export class Scope {
  constructor(module, parent) {
    this.module = module;
    this.parent = parent;
    this.names = new Map();
  }
  get(name) {
    return this.names.has(name) ? this.names.get(name) : this.parent?.get(name);
  }
  has(name) {
    return this.names.has(name) || Boolean(this.parent?.has(name));
  }
  set(name, value) {
    this.names.set(name, value);
  }
}
