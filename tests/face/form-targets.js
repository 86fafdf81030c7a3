// Targets that toFormData can write into, and a comparison of what two libraries write into each of them.
import { isDeepStrictEqual } from 'node:util';
import axios from 'axios-browser';
import { toFormData } from '../../pkg-template/src/forms/to-form-data.js';
import { attempt } from './helpers.js';

/** A target that keeps what is appended as it is. */
export class Recorder {
  fields = [];
  append(...field) {
    this.fields.push(field);
  }
}
/** What passes for a FormData that can be iterated. */
export class Form extends Recorder {
  get [Symbol.toStringTag]() {
    return 'FormData';
  }
  [Symbol.iterator]() {
    return this.fields[Symbol.iterator]();
  }
}
/** A form of React Native, which cannot be iterated. */
export class ReactNative extends Recorder {
  getParts() {}
}
const { iterator } = Symbol;
const targets = {
  Recorder: () => new Recorder(),
  Form: () => new Form(),
  'Form without iterator': () => Object.defineProperty(new Form(), iterator, { value: undefined }),
  ReactNative: () => new ReactNative(),
};

const described = (value) =>
  value instanceof Blob
    ? [value.constructor.name, value.size]
    : Object.is(value, -0)
      ? '-0'
      : typeof value === 'symbol'
        ? String(value)
        : value;
const written = (library, source, target, options) =>
  attempt(() => {
    const form = library.toFormData(source, targets[target](), options);
    return form.fields.map(([name, value, ...rest]) => [name, typeof name, described(value), rest]);
  });
/** The targets that the two libraries do not write the same into. */
export const differing = (source, options, among = Object.keys(targets)) =>
  among.flatMap((target) => {
    const ours = written({ toFormData }, source, target, options);
    const theirs = written(axios, source, target, options);
    return isDeepStrictEqual(ours, theirs) ? [] : [{ target, options, ours, theirs }];
  });
