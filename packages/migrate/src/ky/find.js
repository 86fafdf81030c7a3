// ky with hooks that have to do with a session. It is not moved yet: its calls (`.json()`, `json:`, `searchParams`) are
// others than axios's, so every one of them would have to be understood. It decides what the report says.

import { bare, walk } from '../source/ast.js';
import { propertyOf } from '../source/ast.js';
import { isTestFile } from '../recognise/visit.js';

/** @returns {{ module: any, node: any }[]} */
export function findKy(cx) {
  const found = [];
  for (const module of cx.project.modules.values()) {
    if (isTestFile(module.path)) continue;
    for (const { program } of module.blocks)
      walk(program, (node) => {
        if (node.type !== 'CallExpression' || cx.clients.isCreate(module, node) !== 'ky') return;
        const hooks = propertyOf(bare(node.arguments[0]), 'hooks');
        if (hooks && /401|refresh|authorization|bearer/i.test(cx.text(module, hooks)))
          found.push({ module, node: hooks });
      });
  }
  return found;
}
