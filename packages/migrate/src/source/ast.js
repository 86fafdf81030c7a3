// Small questions to ask of a syntax tree. It decides nothing: which node is meant by a spelling with parentheses, a
// type assertion or an optional chain, and what a member path such as `error.response?.status` reads like.

const WRAPPERS = new Set([
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'ChainExpression',
]);

/** The expression without what changes nothing at run time. */
export function bare(node) {
  while (node && WRAPPERS.has(node.type)) node = node.expression;
  return node;
}

export const isFunction = (node) =>
  /^(ArrowFunctionExpression|Function(Expression|Declaration))$/.test(node?.type);

/** The statements of a function; those of `() => value` are `return value`. */
export function bodyOf(fn) {
  if (fn.body.type === 'BlockStatement') return fn.body.body;
  const { start, end } = fn.body;
  return [{ type: 'ReturnStatement', argument: fn.body, start, end, isImplied: true }];
}

/** The name of a property, also of `a['b']`; undefined where it is computed. */
export function keyOf(node) {
  const key = node.property ?? node.key;
  if (!node.computed && (key.type === 'Identifier' || key.type === 'PrivateIdentifier')) return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}

/** `window.a.b()['c']` as ['a', 'b()', 'c']; undefined for anything that is no plain path. */
export function pathOf(given) {
  const node = bare(given);
  if (node?.type === 'Identifier') return [node.name];
  if (node?.type === 'ThisExpression') return ['this'];
  if (node?.type === 'CallExpression' && node.arguments.length === 0) {
    const path = pathOf(node.callee);
    return path && [...path.slice(0, -1), `${path.at(-1)}()`];
  }
  if (node?.type !== 'MemberExpression') return undefined;
  const object = pathOf(node.object);
  const key = keyOf(node);
  if (!object || key === undefined) return undefined;
  return object.length === 1 && /^(window|globalThis|self)$/.test(object[0]) ? [key] : [...object, key];
}

/** The path as a text with dots, for tests. */
export const dotted = (node) => pathOf(node)?.join('.');

const CHILDLESS = new Set(['type', 'start', 'end', 'range', 'parent']);

/** Visits every node, parents first. A visitor that returns false stays out of the node. */
export function walk(node, visit, parent, key) {
  if (!node || typeof node.type !== 'string') return;
  if (visit(node, parent, key) === false) return;
  for (const name in node) {
    if (CHILDLESS.has(name)) continue;
    const child = node[name];
    if (Array.isArray(child)) for (const one of child) walk(one, visit, node, name);
    else if (child && typeof child === 'object') walk(child, visit, node, name);
  }
}

/** Whether an identifier stands for a variable, and is no name of a property or label. */
export function isReference(node, parent, key) {
  if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return false;
  if (!parent) return true;
  if (parent.type === 'MemberExpression') return key !== 'property' || parent.computed;
  if (parent.type === 'Property') return key !== 'key' || parent.computed || parent.shorthand;
  if (/^(MethodDefinition|PropertyDefinition|TSPropertySignature|TSMethodSignature)$/.test(parent.type))
    return key !== 'key' || parent.computed;
  if (/^(LabeledStatement|BreakStatement|ContinueStatement|TSEnumMember|JSXAttribute)$/.test(parent.type))
    return false;
  if (parent.type === 'ImportSpecifier') return key === 'local';
  return true;
}

/** The names that a node refers to. */
export function namesIn(node) {
  const names = new Set();
  walk(node, (one, parent, key) => {
    if (isReference(one, parent, key)) names.add(one.name);
  });
  return names;
}

/** The names that a pattern declares. */
export function boundNames(pattern) {
  const names = [];
  walk(pattern, (one, parent, key) => {
    if (one.type === 'TSTypeAnnotation') return false;
    if (one.type === 'AssignmentPattern') {
      names.push(...boundNames(one.left));
      return false;
    }
    if (one.type === 'Identifier' && (parent?.type !== 'Property' || key === 'value')) names.push(one.name);
  });
  return names;
}

/** The value of a literal or of a template without holes. */
export function literalOf(given) {
  const node = bare(given);
  if (node?.type === 'Literal') return node.value;
  if (node?.type === 'TemplateLiteral' && !node.expressions.length) return node.quasis[0].value.cooked;
  return undefined;
}

/** The named property of an object literal. */
export const propertyOf = (object, name) =>
  bare(object)?.type === 'ObjectExpression'
    ? bare(object).properties.find((one) => one.type === 'Property' && keyOf(one) === name)
    : undefined;

export const propertyValue = (object, name) => bare(propertyOf(object, name)?.value);
