// The clients of a project: instances made by `create`, and the global axios. It decides which client an expression
// stands for, also in files that import it.

import { bare, keyOf, pathOf, walk } from '../source/ast.js';
import { resolve } from '../source/project.js';

const isAxiosDefault = ({ package: name, imported }) =>
  name === 'axios' && /^(default|\*|axios)$/.test(imported);

/** @typedef {{ id: string, kind: 'axios' | 'ky', isGlobal: boolean, module: any, name: string, node?: any, options?: any, parent?: any }} Client */

export function createClients(project) {
  /** @type {Map<string, Client>} */
  const known = new Map();
  const remember = (client) => {
    if (!known.has(client.id)) known.set(client.id, client);
    return known.get(client.id);
  };

  /** The kind of client that a name is in itself: the package's default export. */
  const packageOf = (module, node) => {
    const one = bare(node);
    if (one?.type !== 'Identifier') return undefined;
    const found = resolve(project, module, one.name);
    if (!found?.package) return undefined;
    if (isAxiosDefault(found)) return 'axios';
    return found.package === 'ky' && found.imported === 'default' ? 'ky' : undefined;
  };

  const isCreate = (module, node, depth = 0) => {
    const call = bare(node);
    if (call?.type !== 'CallExpression') return undefined;
    const callee = bare(call.callee);
    if (callee.type === 'MemberExpression' && /^(create|extend)$/.test(keyOf(callee))) {
      const kind = packageOf(module, callee.object);
      if (kind) return kind;
      // `api.extend()` of ky makes another client; `api.create()` of axios is known only by its own name.
      return depth < 4 && clientOf(module, callee.object, depth + 1)?.kind === 'ky' ? 'ky' : undefined;
    }
    if (callee.type === 'Identifier') {
      const found = resolve(project, module, callee.name);
      if (found?.package === 'axios' && found.imported === 'create') return 'axios';
    }
    return undefined;
  };

  /** @returns {Client | undefined} */
  const clientOf = (module, node, depth = 0) => {
    const one = bare(node);
    if (one?.type === 'MemberExpression') return fieldOf(module, one);
    if (one?.type !== 'Identifier') return undefined;
    const kind = packageOf(module, one);
    if (kind) return remember({ id: kind, kind, isGlobal: true, module: undefined, name: kind });
    const found = resolve(project, module, one.name);
    if (!found?.init || found.kind !== 'const') return undefined;
    if (found.init.ofSingle) return clientOf(found.module, { type: 'Identifier', name: found.init.ofSingle });
    const made = isCreate(found.module, found.init, depth);
    if (!made) return undefined;
    const { module: home, name, init } = found;
    return remember({
      id: `${home.path}#${name}`,
      kind: made,
      isGlobal: false,
      module: home,
      name,
      node: init,
      options: bare(init.arguments[0]),
      // What it inherits from: `create` begins anew.
      parent:
        made === 'ky' && keyOf(bare(init.callee)) === 'extend'
          ? clientOf(home, bare(init.callee).object, depth + 1)
          : undefined,
      statement: found.statement,
      single: found.single,
      isPrivate: found.isPrivate,
    });
  };

  /** `api.client`, where `api` is the one object of a class. */
  const fieldOf = (module, node) => {
    const owner = bare(node.object);
    const found = owner.type === 'Identifier' ? resolve(project, module, owner.name) : undefined;
    const single = found?.module?.singles?.find(({ object }) => object === found.name);
    const key = keyOf(node);
    return single && key !== undefined && bare(found.init)?.type === 'NewExpression'
      ? clientOf(found.module, { type: 'Identifier', name: `this.${key}` })
      : undefined;
  };

  return { clientOf, isCreate, packageOf, known };
}

/** `api.interceptors.response.use(…)` and its kin, wherever they are. */
export function findHooks(project, clients) {
  const hooks = [];
  for (const module of project.modules.values())
    for (const { program } of module.blocks) {
      const parents = [];
      const enter = (node, trail) => {
        walk(node, (one) => {
          if (one === node) return;
          enter(one, [...trail, node]);
          return false;
        });
        const hook = hookOf(project, clients, module, node);
        if (hook) hooks.push({ ...hook, module, trail });
      };
      enter(program, parents);
    }
  return hooks;
}

function hookOf(project, clients, module, node) {
  if (node.type !== 'CallExpression') return undefined;
  const callee = bare(node.callee);
  const path = pathOf(callee);
  if (
    path &&
    /^(request|response)$/.test(path.at(-2)) &&
    path.at(-3) === 'interceptors' &&
    /^(use|eject|clear)$/.test(path.at(-1))
  ) {
    const base = bare(bare(bare(callee.object).object).object);
    return {
      type: path.at(-2),
      isEject: path.at(-1) !== 'use',
      call: node,
      client: clients.clientOf(module, base),
      base,
    };
  }
  if (callee.type === 'Identifier') {
    const found = resolve(project, module, callee.name);
    if (
      found?.package === 'axios-auth-refresh' &&
      /^(default|createAuthRefresh(Interceptor)?)$/.test(found.imported)
    )
      return {
        type: 'library',
        call: node,
        client: clients.clientOf(module, node.arguments[0]),
        base: node.arguments[0],
      };
  }
  return undefined;
}
