// Makes index.d.cts from index.d.ts: the same declarations for `require`. A CommonJS module is one value, so classes
// and functions move into a separate namespace, and `everfetch.X` names types only. Run as a program it writes the
// file; a test compares the file with what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';

const path = (name) => fileURLToPath(new URL('../pkg-template/' + name, import.meta.url));

/** @param {string} source the text of index.d.ts @returns {Promise<string>} */
export const toCommonJS = async (source) => {
  const file = ts.createSourceFile('index.d.ts', source, ts.ScriptTarget.Latest, true);
  const values = new Set();
  const types = new Set();
  const named = (statement) => statement.name?.text ?? statement.declarationList?.declarations[0].name.text;
  const isValue = (statement) =>
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isVariableStatement(statement);
  for (const statement of file.statements) (isValue(statement) ? values : types).add(named(statement));

  /** Names of values, qualified, where a declaration of the other namespace uses them. */
  const qualify = (statement) => {
    const edits = [];
    const visit = (node) => {
      const inTypeof = ts.isTypeQueryNode(node) && node.exprName;
      const inName = ts.isComputedPropertyName(node) && node.expression;
      const name = inTypeof || inName;
      if (name && ts.isIdentifier(name) && values.has(name.text)) edits.push(name.getStart());
      ts.forEachChild(node, visit);
    };
    visit(statement);
    const start = statement.getFullStart();
    let text = statement.getFullText();
    for (const at of edits.reverse()) text = text.slice(0, at - start) + 'values.' + text.slice(at - start);
    return text;
  };

  /** The type `name`, which is the class `of` among the values, with its parameters. */
  const aliasOf = (name, of, parameters) => {
    const list = (texts) => (texts.length ? `<${texts.join(', ')}>` : '');
    const own = list(parameters.map((one) => one.getText()));
    return `type ${name}${own} = values.${of}${list(parameters.map((one) => one.name.text))};`;
  };

  const withoutModifiers = (text) =>
    text.replace(/^((?:\s|\/\*[^]*?\*\/|\/\/[^\n]*)*)(?:export |declare )+/, '$1');
  const inValues = [];
  const inTypes = [];
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) || named(statement) === 'everfetch') continue;
    if (ts.isExportDeclaration(statement)) {
      for (const { propertyName, name } of statement.exportClause.elements) {
        const { text } = propertyName;
        const { typeParameters = [] } = file.statements.find(
          (other) => ts.isClassDeclaration(other) && named(other) === text,
        );
        inTypes.push(
          `\n  /** Another name of {@link ${text}}. */\n  ${aliasOf(name.text, text, typeParameters)}`,
        );
      }
      continue;
    }
    if (!isValue(statement)) {
      inTypes.push(withoutModifiers(qualify(statement)));
      continue;
    }
    inValues.push(withoutModifiers(statement.getFullText()));
    if (!ts.isClassDeclaration(statement) && !ts.isEnumDeclaration(statement)) continue;
    const name = named(statement);
    inTypes.push(
      `\n  /** The type of {@link AxiosStatic.${name}}. */\n  ${aliasOf(name, name, statement.typeParameters ?? [])}`,
    );
  }
  const imports = [...types]
    .filter((name) => name && !values.has(name))
    .map((name) => `  import ${name} = everfetch.${name};`);
  const text = `// Types of everfetch for CommonJS; made of index.d.ts, which has the explanations, by scripts/commonjs-types.mjs.

declare namespace values {
${imports.join('\n')}
${inValues.join('')}
}

declare namespace everfetch {${inTypes.join('')}
}

declare const everfetch: everfetch.AxiosStatic;

export = everfetch;
`;
  return prettier.format(text, {
    ...(await prettier.resolveConfig(path('index.d.ts'))),
    parser: 'typescript',
  });
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(path('index.d.cts'), await toCommonJS(readFileSync(path('index.d.ts'), 'utf8')));
