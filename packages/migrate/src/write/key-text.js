// The key of a stored token where the session is written: by its constant if that is seen there, as text otherwise.

import { bare } from '../source/ast.js';
import { quote } from '../recognise/conditions.js';
import { same } from './rewrite.js';

export function keyText(cx, source, place) {
  const { keyNode, module } = source;
  if (keyNode && module && bare(keyNode).type === 'Identifier') {
    const { name } = bare(keyNode);
    const isTop = module.declared.has(name) || module.imports.has(name);
    const isThere =
      module === place.module || place.module.imports.has(name) || place.module.declared.has(name);
    if (isTop && isThere && same(cx, module, place.module, name)) return name;
  }
  return quote(source.key);
}
