// The places where an application keeps its tokens. It decides which token each one keeps and where that comes from: a
// value at hand, or a parameter of a small function, whose callers are the places then.

import { bare, dotted, keyOf, pathOf, propertyOf, walk } from '../source/ast.js';
import { Refusal } from '../refusal.js';
import { Scope } from './scope.js';
import { evaluate } from './values.js';
import { enclosing } from './visit.js';

export function write(state, module, node, trail, value, isAccess, isRefresh) {
  const { cx } = state;
  const { access, refresh } = state.plan;
  const inner = bare(value);
  const source = isAccess ? access : refresh;
  if (source.isJson || source.path) {
    const made =
      inner?.type === 'CallExpression' && dotted(inner.callee) === 'JSON.stringify'
        ? bare(inner.arguments[0])
        : undefined;
    if (!made) throw new Refusal(module, node, 'it is not clear which tokens are kept here');
    const own = changedFields(cx, module, trail, made, source);
    if (own) {
      const at = (one) => one && own(one.path.join('.'));
      const [a, r] = [at(access), refresh?.key === access.key ? at(refresh) : undefined];
      return a || r
        ? site(
            state,
            module,
            node,
            trail,
            a && { node: a, path: [] },
            r && { node: r, path: [] },
            false,
            true,
          )
        : undefined;
    }
    return site(
      state,
      module,
      node,
      trail,
      { node: made, path: access.path },
      refresh?.key === access.key ? { node: made, path: refresh.path } : undefined,
      false,
      true,
    );
  }
  if (inner?.type === 'CallExpression' && dotted(inner.callee) === 'JSON.stringify')
    throw new Refusal(module, node, 'the token is kept as JSON here');
  return site(
    state,
    module,
    node,
    trail,
    isAccess ? { node: value, path: [] } : undefined,
    isRefresh ? { node: value, path: [] } : undefined,
    false,
  );
}

/** `const user = JSON.parse(…); user.accessToken = token;`: which fields of what was read are given new values. */
function changedFields(cx, module, trail, made, source) {
  const fn = enclosing(trail);
  if (made.type !== 'Identifier' || !fn) return undefined;
  let isRead = false;
  const fields = new Map();
  walk(fn, (one) => {
    if (one.type === 'VariableDeclarator' && one.id.name === made.name && one.init) {
      const value = evaluate(cx, one.init, new Scope(module));
      isRead ||= value?.area === source.area && value.key === source.key;
    }
    if (one.type === 'AssignmentExpression' && pathOf(one.left)?.[0] === made.name)
      fields.set(pathOf(one.left).slice(1).join('.'), one.right);
  });
  return isRead ? (path) => fields.get(path) : undefined;
}

/** One place where tokens are kept; or a small function for that, whose callers are the places then. */
export function site(state, module, node, trail, accessAt, refreshAt, isHelper, isWhole) {
  const { cx, sites, helpers } = state;
  const fn = enclosing(trail);
  // A callback has no callers of its own.
  const isCallback = fn && trail[trail.indexOf(fn) - 1]?.type === 'CallExpression';
  const params = fn && !isCallback ? fn.params.map(paramOf) : [];
  const from = (one) => one && fromParam(one, params);
  const [a, r] = [from(accessAt), from(refreshAt)];
  if ((accessAt && a) || (!accessAt && refreshAt && r)) {
    const known = helpers.find((one) => one.fn === fn);
    if (known) Object.assign(known, a && { access: a }, r && { refresh: r });
    else helpers.push({ fn, access: a, refresh: r });
    return;
  }
  const read = (one) => one && fieldText(cx, module, one);
  // `setAccessToken(null)`
  if (accessAt && !accessAt.path.length && /^(null|undefined|''|""|``)$/.test(read(accessAt))) {
    sites.signOuts.push({ module, node, trail });
    return;
  }
  sites.signIns.push({
    module,
    node,
    trail,
    access: read(accessAt),
    refresh: read(refreshAt),
    isHelper,
    isWhole,
  });
}

/** The text of a token, or of a field of what is given. */
function fieldText(cx, module, { node, path }) {
  const one = bare(node);
  if (!one) throw new Refusal(module, node, 'it is not clear which token this is');
  if (!path.length) return cx.text(module, node);
  if (one.type === 'ObjectExpression') {
    const value = propertyOf(one, path[0]);
    if (value) return fieldText(cx, module, { node: value.value, path: path.slice(1) });
    throw new Refusal(module, node, `there is no ${path[0]} here`);
  }
  if (!pathOf(one)) throw new Refusal(module, node, 'it is not clear which tokens these are');
  return `${cx.text(module, one)}.${path.join('.')}`;
}

/** What a parameter is called, and its fields where it is taken apart. */
function paramOf(param, index) {
  const node = param.type === 'AssignmentPattern' ? param.left : param;
  if (node.type === 'Identifier') return { [node.name]: { index, path: [] } };
  if (node.type !== 'ObjectPattern') return {};
  return Object.fromEntries(
    node.properties.flatMap((one) =>
      one.type === 'Property' && bare(one.value).type === 'Identifier'
        ? [[one.value.name, { index, path: [keyOf(one)] }]]
        : [],
    ),
  );
}

function fromParam({ node, path }, params) {
  const names = pathOf(node);
  if (!names) return undefined;
  const known = params.find((one) => Object.hasOwn(one, names[0]))?.[names[0]];
  return known && { index: known.index, path: [...known.path, ...names.slice(1), ...path] };
}
