// What an editor shows at a public name: everything that the types export has a comment, and so has each member that it
// declares. Of overloads one has it. An enum's members show what they are: a number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { at } from '../../scripts/lib/paths.mjs';

const files = [
  'index',
  'streaming',
  'fetch',
  'auth-refresh',
  'testing',
  'react',
  'vue',
  'svelte',
  'angular',
].map((name) => at('pkg-template', `${name}.d.ts`));
const program = ts.createProgram(files, {
  strict: true,
  noEmit: true,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
});
const checker = program.getTypeChecker();

const isOurs = ({ declarations = [] }) =>
  declarations.some((one) => files.includes(one.getSourceFile().fileName));
const isTold = (symbol) =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== '' ||
  symbol.getJsDocTags().some(({ name }) => name === 'deprecated');

/** The members that a symbol's own declarations have. @returns {import('typescript').Symbol[]} */
const membersOf = ({ declarations = [] }) =>
  declarations
    .flatMap((one) => one.members ?? one.type?.members ?? [])
    .filter((one) => one.name && !ts.isEnumMember(one) && !ts.isComputedPropertyName(one.name))
    .filter((one) => !(ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Private))
    .map((one) => checker.getSymbolAtLocation(one.name));

for (const file of files) {
  const name = file.replaceAll('\\', '/').split('/').at(-1);
  test(`every public name of ${name} has a comment, and every member of it`, () => {
    const silent = [];
    let seen = 0;
    for (const exported of checker.getExportsOfModule(
      checker.getSymbolAtLocation(program.getSourceFile(file)),
    )) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (!isOurs(symbol)) continue;
      seen += 1;
      if (!isTold(exported) && !isTold(symbol)) silent.push(exported.name);
      for (const member of membersOf(symbol)) {
        seen += 1;
        if (!isTold(member)) silent.push(`${exported.name}.${member.name}`);
      }
    }
    assert.ok(seen > 2, `${seen} names`);
    assert.deepEqual(silent, []);
  });
}
