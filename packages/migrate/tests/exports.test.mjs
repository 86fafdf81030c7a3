// The names that the command takes everfetch to export are those that the built package exports, as values and as types.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import ts from 'typescript';
import * as everfetch from 'everfetch';
import { EXPORTS } from '../src/write/imports.js';

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve('everfetch/package.json'));

/** What a declaration file exports: names, and whether there is a value of the name. */
function declared(file) {
  const path = join(folder, file);
  const program = ts.createProgram([path], { strict: true, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(path));
  return new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return [symbol.name, Boolean(target.flags & ts.SymbolFlags.Value)];
    }),
  );
}

const types = declared('index.d.ts');

test('the list has what index.d.ts declares, and nothing else', () => {
  assert.ok(types.size > 50, 'index.d.ts was read');
  assert.deepEqual([...EXPORTS].sort(), [...types.keys()].sort());
});

test('what is declared as a value is there at run time, and nothing else', () => {
  const values = [...types].flatMap(([name, isValue]) => (isValue ? [name] : []));
  assert.deepEqual(values.sort(), Object.keys(everfetch).sort());
});
