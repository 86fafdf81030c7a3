// What the package can say when something goes wrong, read from its source: the codes of errors, and the texts of
// errors and warnings. It decides which calls say something; a text is known by its longest part without a variable.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const filesIn = (folder, ending) =>
  readdirSync(root + folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

const sources = filesIn('pkg-template/src', '.js').filter((file) => !file.includes('generated'));

/** Functions whose first or named argument becomes what somebody reads. By its place. */
const SAYING = {
  AxiosError: 0,
  CanceledError: 0,
  Error: 0,
  TypeError: 0,
  coreError: 0,
  failure: 0,
  warnOnce: 0,
  badOption: 2,
  invalidURL: 1,
};

const isCode = (text) => /^(ERR_[A-Z_]+|E[A-Z]{5,}|[A-Z_]*UNAVAILABLE)$/.test(text);

/** The fixed parts of an expression that makes a text, the variable parts being left out. @returns {string[]} */
const partsOf = (node) => {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [
      node.head.text,
      ...node.templateSpans.flatMap(({ expression, literal }) => [...partsOf(expression), literal.text]),
    ];
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [partsOf(node.left), partsOf(node.right)];
    // Neighbouring texts are one.
    const isOne = ts.isStringLiteralLike(node.right) || ts.isTemplateExpression(node.right);
    if (isOne && left.length && right.length)
      return [...left.slice(0, -1), left.at(-1) + right[0], ...right.slice(1)];
    return [...left, ...right];
  }
  if (ts.isConditionalExpression(node)) return [...partsOf(node.whenTrue), ...partsOf(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return partsOf(node.expression);
  return [];
};

/** What a constant of the same file was given, if that is a text. @returns {ts.Expression | undefined} */
const constant = (name, source) => {
  let found;
  const walk = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) found = node.initializer;
    if (!found) ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
};

/** The alternatives of a text: each side of a condition is one. */
const alternatives = (node, source) => {
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((side) => alternatives(side, source));
  if (ts.isParenthesizedExpression(node)) return alternatives(node.expression, source);
  const given = ts.isIdentifier(node) && constant(node.text, source);
  return given && ts.isConditionalExpression(given) ? alternatives(given, source) : [node];
};

const longest = (parts) =>
  parts.reduce((best, part) => (part.trim().length > best.length ? part.trim() : best), '');

const visit = (file, found) => {
  const source = ts.createSourceFile(file, readFileSync(root + file, 'utf8'), ts.ScriptTarget.Latest, true);
  const say = (node) => {
    for (const one of alternatives(node, source)) {
      const text = longest(partsOf(one));
      if (/[a-z]{3}/.test(text)) found.texts.push({ file, text });
    }
  };
  const walk = (node) => {
    if (ts.isStringLiteralLike(node))
      for (const word of node.text.split(/\s+/)) if (isCode(word)) found.codes.add(word);
    if (ts.isPropertyAssignment(node) && isCode(node.name.getText())) {
      found.codes.add(node.name.getText());
      say(node.initializer);
    }
    // A function that explains, such as the one of the core's failures.
    if (ts.isReturnStatement(node) && node.expression && / \w+ \w+ /.test(longest(partsOf(node.expression))))
      say(node.expression);
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.arguments) {
      const name = node.expression.getText();
      const at = name === 'console.warn' ? 0 : SAYING[name];
      if (at !== undefined && node.arguments[at]) say(node.arguments[at]);
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
};

/** Codes and texts of the package. @returns {{ codes: Set<string>, texts: { file: string, text: string }[] }} */
export const messages = () => {
  const found = { codes: new Set(), texts: [] };
  for (const file of sources) visit(file, found);
  return found;
};

/** The codes of the errors of the Rust client. @returns {Set<string>} */
export const rustCodes = () =>
  new Set(
    filesIn('src', '.rs').flatMap((file) =>
      [...readFileSync(root + file, 'utf8').matchAll(/"(ERR_[A-Z_]+|ECONN[A-Z]+|ETIMEDOUT)"/g)].map(
        (m) => m[1],
      ),
    ),
  );
