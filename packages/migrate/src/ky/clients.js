// The hooks of ky's clients: `hooks: { beforeRequest: […], afterResponse: […] }` in `ky.create` and `extend`. It decides
// which of them have to do with a session, and refuses hooks whose client is not a constant of a module.

import { bare, keyOf, propertyOf, walk } from '../source/ast.js';
import { AUTH, functionsOf, isAboutSession } from '../recognise/plan.js';
import { isTestFile } from '../recognise/visit.js';
import { Refusal } from '../refusal.js';

const TYPES = { beforeRequest: 'request', afterResponse: 'answer' };

/** @returns {{ clients: Map<any, any[]>, refusals: Refusal[] }} hooks by client, where one has to do with a session */
export function findKyHooks(cx) {
  const clients = new Map();
  const refusals = [];
  for (const module of cx.project.modules.values()) {
    if (isTestFile(module.path)) continue;
    const known = new Set();
    for (const [name, { init }] of module.declared) {
      if (cx.clients.isCreate(module, init) !== 'ky') continue;
      const client = cx.clients.clientOf(module, { type: 'Identifier', name });
      if (!client) continue;
      known.add(init);
      const given = propertyOf(client.options, 'hooks');
      if (!given) {
        if (client.options && client.options.type !== 'ObjectExpression' && mayHaveHooks(cx, client))
          refusals.push(
            new Refusal(module, client.options, 'the options of this client are not written here'),
          );
        continue;
      }
      try {
        const hooks = hooksOf(cx, client, given);
        if (hooks.some(({ isOurs }) => isOurs)) clients.set(client, hooks);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refusals.push(error);
      }
    }
    for (const { program } of module.blocks)
      walk(program, (node) => {
        if (node.type !== 'CallExpression' || known.has(node)) return;
        const callee = bare(node.callee);
        const owner = cx.clients.clientOf(
          module,
          callee.type === 'MemberExpression' ? callee.object : callee,
        );
        if (owner?.kind !== 'ky') return;
        const hooks = node.arguments.map((one) => propertyOf(one, 'hooks')).find(Boolean);
        if (hooks && AUTH.test(cx.text(module, hooks)))
          refusals.push(
            new Refusal(
              module,
              hooks,
              'these hooks are of one call, or of a client that is made inside of a function: create the client once, in a constant of a module',
              'docs/migrating.md#from-ky',
            ),
          );
      });
  }
  return { clients, refusals };
}

const mayHaveHooks = (cx, client) => {
  const node = client.options;
  const init = node.type === 'Identifier' ? cx.resolve(client.module, node.name)?.init : undefined;
  return Boolean(propertyOf(init, 'hooks'));
};

function hooksOf(cx, client, given) {
  const { module } = client;
  const refuse = (node, why) => new Refusal(module, node, why, 'docs/migrating.md#from-ky');
  // `const hooks = { … };` of the same file, for this client alone
  const value = bare(given.value);
  const own = value.type === 'Identifier' ? module.declared.get(value.name) : undefined;
  const lists =
    own?.kind === 'const' && module.counts.get(value.name) <= (given.shorthand ? 3 : 2)
      ? bare(own.init)
      : value;
  if (lists.type !== 'ObjectExpression') throw refuse(given, 'the hooks of this client are not written here');
  return lists.properties.flatMap((property) => {
    const name = property.type === 'Property' ? keyOf(property) : undefined;
    const list = bare(property.value);
    if (name === undefined || list?.type !== 'ArrayExpression')
      throw refuse(property, 'these hooks are not written here');
    return list.elements.map((element) => {
      if (!element || element.type === 'SpreadElement')
        throw refuse(property, 'these hooks are not written here');
      const hook = {
        type: TYPES[name] ?? name,
        module,
        call: element,
        given: [element],
        client,
        property,
        list,
        lists,
        trail: [],
      };
      // What is told of an error that has come this far stays right: a 401 is then the end of the session.
      return { ...hook, isOurs: !/^(init|beforeError)$/.test(name) && isAboutSession(cx, hook) };
    });
  });
}

/** The text of a hook's function, wherever it is written. */
export const textOf = (cx, hook) =>
  functionsOf(hook)
    .map((one) => cx.text(cx.homeOf(hook.module, one), cx.functionOf(hook.module, one) ?? one))
    .join('\n');
