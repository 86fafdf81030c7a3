// h175: what a text from outside costs grows with its length, and no faster. Every regular expression of the package is
// counted in steps, on the texts that backtracking is slow on; time is not measured.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import everfetch from 'everfetch';
import { describe, expect, test } from 'vitest';
import { growthOf } from './backtracking.js';

const source = fileURLToPath(new URL('../../pkg-template/src/', import.meta.url));

/** Every expression of a module, as text and flags. */
const expressionsOf = (path) => {
  const found = [];
  parse(readFileSync(source + path, 'utf8'), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    onToken: ({ type, value }) => type.label === 'regexp' && found.push([value.pattern, value.flags]),
  });
  return found;
};

describe('h175_no_expression_of_the_package_takes_more_than_linear_time', () => {
  test('and one that does is found', () => {
    for (const [text, flags] of [
      ['\\/+$', ''],
      ['^[ \\t]+|[ \\t]+$', 'g'],
      ['Load failed|fetch(?!.*body)', 'i'],
      ['^(a+)+$', ''],
    ])
      expect(growthOf(text, flags).growth, text).toBeGreaterThan(8);
    expect(growthOf('^\\/+', '').growth).toBeLessThan(6);
  });

  const modules = readdirSync(source, { recursive: true }).filter((path) => path.endsWith('.js'));
  for (const path of modules.sort()) {
    const expressions = expressionsOf(path);
    if (expressions.length)
      test(path, () => {
        const slow = expressions.flatMap(([text, flags]) => {
          const { growth, text: on } = growthOf(text, flags);
          return growth < 6
            ? []
            : `/${text}/${flags} on ${JSON.stringify(on)}: ${growth.toFixed(1)} times the steps`;
        });
        expect(slow).toEqual([]);
      });
  }
});

describe('h175_what_was_joined_and_trimmed_in_linear_time_is_right', () => {
  test('slashes in a baseURL', () => {
    const join = (slashes) => everfetch.getUri({ baseURL: `http://h/${slashes}x${slashes}`, url: '/y' });
    expect(join('///')).toBe('http://h////x/y');
    expect(join('')).toBe('http://h/x/y');
  });

  test('blanks in a header', () => {
    const set = (value) => new everfetch.AxiosHeaders({ a: value }).a;
    expect(set(' \t x\t\t\tx\t ')).toBe('x\t\t\tx');
    expect(set('\t \t')).toBe('');
  });
});
