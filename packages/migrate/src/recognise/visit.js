// Every node of an application that stays as it is, with its ancestors. Tests and what the plan has dealt with are no
// part of it.

import { isFunction, walk } from '../source/ast.js';

export const isTestFile = (path) =>
  /(^|\/)(__tests__|__mocks__|tests?|cypress|e2e)\/|\.(test|spec|cy)\.\w+$/.test(path);

/** @param {{ module: any, start: number, end: number }[]} skip */
export function visitAll(cx, skip, visit) {
  for (const module of cx.project.modules.values()) {
    if (isTestFile(module.path)) continue;
    const ranges = skip.filter((one) => one.module === module);
    for (const { program } of module.blocks) {
      const go = (node, trail) => {
        if (ranges.some(({ start, end }) => node.start >= start && node.end <= end)) return;
        visit(module, node, trail);
        const next = [...trail, node];
        walk(node, (one) => {
          if (one === node) return true;
          go(one, next);
          return false;
        });
      };
      go(program, []);
    }
  }
}

export const enclosing = (trail) => trail.findLast(isFunction);
