// What the playground makes of texts: colours, which leave the text as it is, and links, which bring it back.

import { expect, test } from 'vitest';
import { tokens } from '../../www-demo/src/highlight.js';
import { read, write } from '../../www-demo/src/playground/link.js';
import { PRESETS } from '../../www-demo/src/playground/presets.js';

const kinds = (text) =>
  tokens(text)
    .filter(({ kind }) => kind)
    .map(({ kind, text: part }) => `${kind} ${part}`);

test('names, strings, numbers, words of the language and comments are told apart', () => {
  expect(kinds(`{ url: '/a', "q": true, n: 1_000.5, f: () => null } // end`)).toEqual([
    'name url',
    "string '/a'",
    'name "q"',
    'keyword true',
    'name n',
    'number 1_000.5',
    'name f',
    'keyword null',
    'comment // end',
  ]);
  expect(kinds(`'it\\'s // no comment'`)).toEqual([`string 'it\\'s // no comment'`]);
  expect(kinds('`a\n${b}` /* c')).toEqual(['string `a\n${b}`', 'comment /* c']);
});

test('the parts are the text, whatever is typed', () => {
  const texts = [
    '',
    '\n',
    `'not closed`,
    '`not closed',
    '{{{ ??? \\ 😀 ü',
    ...PRESETS.flatMap(({ client, request }) => [client, request]),
  ];
  for (const text of texts)
    for (let end = 0; end <= text.length; end += 1)
      expect(
        tokens(text.slice(0, end))
          .map(({ text: part }) => part)
          .join(''),
      ).toBe(text.slice(0, end));
});

test('a link brings back what was written into it, whatever letters that has', () => {
  for (const { client, request } of [...PRESETS, { client: '{ a: "ü–→😀" }', request: '' }]) {
    const fragment = write({ client, request });
    expect(fragment).toMatch(/^code=[\w-]+$/);
    expect(read(`#${fragment}`)).toEqual({ client, request });
  }
});

test('what is no link of the playground is none', () => {
  for (const hash of ['', '#', '#main', '#code=', '#code=%%%', '#code=e30', '#code=WzEsMl0', '#code=bnVsbA'])
    expect(read(hash), hash).toBeUndefined();
});
