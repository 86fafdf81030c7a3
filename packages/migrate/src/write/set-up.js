// Where the option `session` is written: into the options of `create()`, or as `defaults.session` in place of the
// interceptor.

import { propertyOf } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { indent, marginOf, statementOf, unitOf } from './layout.js';

export function setUp(cx, plan, edits, text) {
  const { place, client } = plan;
  if (place.isCreate) {
    const { module, node, options } = client;
    const unit = unitOf(module.text);
    const made = text.replace(/^( {2})+/gm, (blanks) => unit.repeat(blanks.length / 2));
    // In a class everything stands further to the right.
    const deeper = (all) => all.replace(/\n(?=.)/g, `\n${client.single ? marginOf(module, node) : ''}`);
    if (!options) {
      const at = module.text.lastIndexOf(')', node.end - 1);
      edits.insert(module, at, deeper(`{\n${indent(`session: ${made},`, 1, unit)}\n}`));
      return;
    }
    const last = options.properties.at(-1);
    const close = options.end - 1;
    if (!last)
      return void edits.replace(
        module,
        options.start,
        options.end,
        deeper(`{\n${indent(`session: ${made},`, 1, unit)}\n}`),
      );
    const isOneLine = !module.text.slice(options.start, options.end).includes('\n');
    const comma = /^\s*,/.test(module.text.slice(last.end, close));
    if (isOneLine) {
      // The object is laid out anew, its properties as they were.
      const properties = options.properties.map((one) => indent(`${cx.text(module, one)},`, 1, unit));
      if (createAuthorization(cx, plan))
        throw new Refusal(module, options, 'the token is among the headers of the client: remove it first');
      edits.replace(
        module,
        options.start,
        options.end,
        deeper(`{\n${properties.join('\n')}\n${indent(`session: ${made},`, 1, unit)}\n}`),
      );
      return;
    }
    const margin = marginOf(module, last);
    const property = indent(`session: ${made},`, 1, margin).trimStart();
    const at = comma ? module.text.indexOf(',', last.end) + 1 : last.end;
    edits.insert(module, at, `${comma ? '' : ','}\n${margin}${property}`);
    return;
  }
  const { module, hook } = place;
  const statement = statementOf(hook.trail, hook.call);
  const margin = marginOf(module, statement);
  const unit = unitOf(module.text);
  const made = text
    .replace(/^( {2})+/gm, (blanks) => unit.repeat(blanks.length / 2))
    .replace(/\n(?=.)/g, `\n${margin}`);
  const name = cx.text(module, hook.base);
  edits.replace(module, statement.start, statement.end, `${name}.defaults.session = ${made};`);
  hook.isReplaced = true;
}

function createAuthorization(cx, plan) {
  const headers = plan.client.options && propertyOf(plan.client.options, 'headers');
  return headers && propertyOf(headers.value, 'Authorization');
}

export function createHeader(cx, plan, edits) {
  const property = createAuthorization(cx, plan);
  if (!property) return;
  const { module } = plan.client;
  const end = /^\s*,?[ \t]*\r?\n?/.exec(module.text.slice(property.end))[0].length + property.end;
  const start = property.start - /[ \t]*$/.exec(module.text.slice(0, property.start))[0].length;
  edits.replace(module, start, end, '');
}
