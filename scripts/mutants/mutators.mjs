// Finds what can be changed in a source: each mutant is a piece of text in place of another one. Decides which changes
// are worth a test, and of which function each is a part. runner.mjs finds out what a mutant does to the tests.

import ts from 'typescript';
import { regexMutants } from './regex.mjs';

const { SyntaxKind: Kind } = ts;

const parse = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);

const OPERATORS = {
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '>>>': ['<<'],
  '+=': ['-='],
  '-=': ['+='],
  '||=': ['='],
  '??=': ['='],
  '&&=': ['='],
};

/** A call of the first is also tried as one of the second; of those with '', only the object remains. */
const METHODS = {
  __proto__: null,
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  ceil: 'floor',
  catch: '',
  reverse: '',
  slice: '',
  trim: '',
  trimStart: '',
  toLowerCase: '',
  toUpperCase: '',
  filter: '',
  sort: '',
};

const isCondition = (node) => {
  const { parent } = node;
  if (!parent) return false;
  return (
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node) ||
    (ts.isForStatement(parent) && parent.condition === node) ||
    (ts.isWhileStatement(parent) && parent.expression === node)
  );
};

/** A text that is a name in the source, not a value of the program. */
const isName = ({ parent }) =>
  ts.isImportDeclaration(parent) ||
  ts.isExportDeclaration(parent) ||
  (ts.isPropertyAssignment(parent) && ts.isStringLiteral(parent.name) && parent.initializer === undefined);

/** What may stand in place of a node: `[what, start, end, text]`. */
function* changes(node, source, text) {
  const start = node.getStart(source);
  const of = (other) => text.slice(other.getStart(source), other.end);
  const whole = (what, replacement) => [what, start, node.end, replacement];

  if (isCondition(node)) {
    const isLoop = ts.isForStatement(node.parent) || ts.isWhileStatement(node.parent);
    if (node.kind !== Kind.TrueKeyword && !isLoop) yield whole('condition', '(true)');
    if (node.kind !== Kind.FalseKeyword) yield whole('condition', '(false)');
  }
  if (ts.isBinaryExpression(node)) {
    const { operatorToken: token } = node;
    for (const other of OPERATORS[token.getText(source)] ?? []) {
      // `??` does not stand beside `&&` and `||` without parentheses.
      const [left, right] = [of(node.left), of(node.right)];
      if (/^[&|?]{2}$/.test(other)) yield whole('operator', `((${left}) ${other} (${right}))`);
      else yield ['operator', token.getStart(source), token.end, other];
    }
  } else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === Kind.ExclamationToken) yield whole('negation', `(${of(node.operand)})`);
    if (node.operator === Kind.MinusToken) yield whole('sign', `(${of(node.operand)})`);
    if (node.operator === Kind.PlusPlusToken) yield whole('step', `--${of(node.operand)}`);
    if (node.operator === Kind.MinusMinusToken) yield whole('step', `++${of(node.operand)}`);
  } else if (ts.isPostfixUnaryExpression(node)) {
    yield whole('step', of(node.operand) + (node.operator === Kind.PlusPlusToken ? '--' : '++'));
  } else if (node.kind === Kind.TrueKeyword) yield whole('boolean', 'false');
  else if (node.kind === Kind.FalseKeyword) yield whole('boolean', 'true');
  else if (ts.isNumericLiteral(node)) {
    const value = Number(node.text);
    yield whole('number', String(value + 1));
    yield whole('number', value ? String(value - 1) : '(-1)');
  } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    if (!isName(node)) yield whole('text', node.text ? "''" : "'mutant'");
  } else if (ts.isTemplateExpression(node)) yield whole('text', '``');
  else if (ts.isRegularExpressionLiteral(node)) {
    for (const other of regexMutants(node.text)) yield whole('pattern', other);
  } else if (ts.isExpressionStatement(node)) {
    const isSuper =
      ts.isCallExpression(node.expression) && node.expression.expression.kind === Kind.SuperKeyword;
    if (!isSuper) yield whole('statement', ';');
  } else if (ts.isReturnStatement(node)) {
    const isUndefined = node.expression && of(node.expression) === 'undefined';
    if (!isUndefined) yield whole('statement', node.expression ? 'return;' : ';');
  } else if (ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node))
    yield whole('statement', ';');
  else if (ts.isAwaitExpression(node)) yield whole('await', `(${of(node.expression)})`);
  else if (ts.isTryStatement(node)) {
    const { catchClause, finallyBlock } = node;
    if (catchClause)
      yield ['catch', catchClause.getStart(source), catchClause.end, 'catch (mutant) { throw mutant; }'];
    if (finallyBlock) yield ['finally', finallyBlock.getStart(source), finallyBlock.end, '{}'];
  } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
    if (of(node.body) !== 'undefined')
      yield ['result', node.body.getStart(source), node.body.end, 'undefined'];
  } else if (ts.isSpreadAssignment(node)) yield whole('spread', '...{}');
  else if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
    const { elements } = node;
    const isPattern = ts.isBinaryExpression(node.parent) && node.parent.left === node;
    if (!isPattern)
      yield [
        'order',
        elements[0].getStart(source),
        elements[1].end,
        `${of(elements[1])}, ${of(elements[0])}`,
      ];
  }
  if (node.questionDotToken) {
    const { questionDotToken: token } = node;
    const isMember = ts.isPropertyAccessExpression(node);
    yield ['optional', token.getStart(source), token.end, isMember ? '.' : ''];
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const [one, two] = node.arguments ?? [];
    // The order of the arguments of Math.max and Math.min means nothing.
    const isOrdered = !/^Math\.(min|max)$/.test(of(node.expression));
    if (two && isOrdered && of(one) !== of(two) && !ts.isSpreadElement(one) && !ts.isSpreadElement(two))
      yield ['order', one.getStart(source), two.end, `${of(two)}, ${of(one)}`];
    const method = ts.isPropertyAccessExpression(node.expression) && node.expression.name;
    const other = method && METHODS[method.text];
    if (other) yield ['method', method.getStart(source), method.end, other];
    else if (other === '') yield whole('method', `(${of(node.expression.expression)})`);
  }
}

const hasCode = (node) => ts.isFunctionLike(node) && node.body;

/** The functions of a source, by the node; their numbers are their places in it. */
function functionsOf(tree) {
  const found = new Map();
  const visit = (node) => {
    if (hasCode(node)) found.set(node, found.size);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/**
 * All mutants of a source, in its order. `unit` is the function that a mutant is in, `file#` what runs at the import.
 * @param {string} file its name in the repository @param {string} text
 */
export function mutantsOf(file, text) {
  const tree = parse(file, text);
  const functions = functionsOf(tree);
  const mutants = [];
  const visit = (node, unit) => {
    if (functions.has(node)) unit = functions.get(node);
    for (const [what, start, end, replacement] of changes(node, tree, text)) {
      const { line } = tree.getLineAndCharacterOfPosition(start);
      const before = text.slice(start, end);
      const inLine = text.split('\n')[line].trim();
      mutants.push({
        file,
        unit: `${file}#${unit}`,
        what,
        line: line + 1,
        inLine,
        before,
        replacement,
        start,
        end,
      });
    }
    ts.forEachChild(node, (child) => visit(child, unit));
  };
  visit(tree, '');
  return mutants;
}

/** Whether a mutant can be parsed. Few cannot, and finding out takes a while. @param {any} mutant @param {string} text */
export const isSound = (mutant, text) => !parse(mutant.file, mutate(text, mutant)).parseDiagnostics.length;

export const mutate = (text, { start, end, replacement }) =>
  text.slice(0, start) + replacement + text.slice(end);

/** The source, with each of its functions telling when it runs. @param {string} file @param {string} text */
export function instrument(file, text) {
  const tree = parse(file, text);
  const inserts = [[0, `globalThis.everfetchRuns?.("${file}#");`]];
  for (const [{ body }, number] of functionsOf(tree)) {
    const call = `globalThis.everfetchRuns?.("${file}#${number}")`;
    if (ts.isBlock(body)) inserts.push([body.getStart(tree) + 1, `${call};`]);
    else inserts.push([body.getStart(tree), `(${call},`], [body.end, ')']);
  }
  // From the end, so that the places before stay; of two at one place, the outer function's goes first.
  let out = text;
  inserts.sort(([one], [two]) => two - one);
  for (const [at, insert] of inserts) out = out.slice(0, at) + insert + out.slice(at);
  return out;
}
