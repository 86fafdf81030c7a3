// What every step of the recognition asks: texts, functions by their names, what names stand for.

import { bare, bodyOf, isFunction, literalOf, pathOf, walk } from './source/ast.js';
import { constantOf, resolve, resolveCallee } from './source/project.js';
import { createClients } from './recognise/clients.js';
import { bearerOf, bindPattern, evaluate } from './recognise/values.js';
import { Scope } from './recognise/scope.js';
import { Refusal } from './refusal.js';

export function createContext(project) {
  const cx = {
    project,
    clients: createClients(project),
    globalBase: '',
    text: (module, node) => module.text.slice(node.start, node.end),
    resolve: (module, name) => resolve(project, module, name),

    /** A function that is written here, or named. */
    functionOf(module, given) {
      const node = bare(given);
      if (!node || isFunction(node)) return node;
      if (node.type === 'Literal' && node.value === null) return undefined;
      if (node.type === 'Identifier' && node.name === 'undefined') return undefined;
      return resolveCallee(project, module, node)?.init ?? node;
    },
    /** The module that a function is written in. */
    homeOf(module, given) {
      const node = bare(given);
      return !node || isFunction(node) ? module : (resolveCallee(project, module, node)?.module ?? module);
    },
    /** A handler that only passes the error on. */
    checkPassingOn(module, given) {
      const fn = cx.functionOf(module, given);
      if (!fn) return;
      const [one, ...more] = isFunction(fn)
        ? bodyOf(fn).filter((statement) => !/^console\./.test(cx.text(cx.homeOf(module, given), statement)))
        : [];
      const home = cx.homeOf(module, given);
      const isPassing =
        one &&
        !more.length &&
        (one.type === 'ThrowStatement' ||
          (one.type === 'ReturnStatement' && /^Promise\s*\.\s*reject\(/.test(cx.text(home, one.argument))));
      if (!isPassing) throw new Refusal(module, given, 'this handler does more than pass the error on');
    },
    /** The stored token that a page begins with as a default header. */
    accessOf({ client, f }) {
      let found;
      for (const module of project.modules.values())
        for (const { program } of module.blocks)
          walk(program, (node) => {
            if (node.type !== 'AssignmentExpression') return;
            const path = pathOf(node.left);
            if (path?.[1] !== 'defaults' || !/^authorization$/i.test(path.at(-1) ?? '')) return;
            let owner = bare(node.left);
            while (owner.type === 'MemberExpression') owner = bare(owner.object);
            if (cx.clients.clientOf(module, owner) !== client) return;
            const scope = new Scope(module);
            for (const { program: top } of module.blocks)
              walk(top, (one) => {
                if (one.type === 'VariableDeclarator' && one.init) {
                  const value = evaluate(cx, one.init, scope);
                  if (value?.t === 'source') bindPattern(cx, scope, one.id, value);
                }
              });
            const bearer = bearerOf(cx, node.right, scope);
            if (bearer?.value.t === 'source' && /Storage|cookie/.test(bearer.value.area)) {
              found ??= bearer.value;
              f.scheme ??= bearer.scheme;
            }
          });
      return found;
    },
  };
  // `axios.defaults.baseURL = …`
  for (const module of project.modules.values())
    for (const { program } of module.blocks)
      walk(program, (node) => {
        if (
          node.type !== 'AssignmentExpression' ||
          pathOf(node.left)?.slice(1).join('.') !== 'defaults.baseURL'
        )
          return;
        if (cx.clients.packageOf(module, bare(bare(node.left).object).object) !== 'axios') return;
        const value = constantOf(project, module, node.right);
        cx.globalBase = typeof value === 'string' ? value : undefined;
      });
  return cx;
}

export { literalOf };
