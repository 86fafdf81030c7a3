// docs/errors.md has every code and every text with which the package fails or warns, and no other code.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { messages, rustCodes } from './lib/messages.js';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const { codes, texts } = messages();
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split('\n')[0], section.split(/^## /m)[0]]),
);

describe('the page of errors', () => {
  test('has each code of the source as a heading, and no other', () => {
    expect(codes.size).toBeGreaterThan(18);
    expect([...sections.keys()].sort()).toEqual([...new Set([...codes, ...rustCodes()])].sort());
  });

  test('says of each code what happened, why, and what to do', () => {
    const unused = ['ECONNREFUSED', 'ERR_FR_TOO_MANY_REDIRECTS', 'ERR_DEPRECATED'];
    for (const [code, text] of sections) {
      if (unused.includes(code)) continue;
      for (const part of ['What happened', '**Why', 'hat to do']) expect(text, code).toContain(part);
    }
  });

  test('quotes each text of an error or a warning', () => {
    expect(texts.length).toBeGreaterThan(60);
    const said = page.replaceAll('\\|', '|').replace(/\s+/g, ' ').toLowerCase();
    const missing = texts.filter(({ text }) => {
      const shown = text.replace(/^everfetch: /, '').replace(/\s+/g, ' ');
      return !said.includes(shown.replace(/^\d+|[:.]$/g, '').toLowerCase());
    });
    expect(missing).toEqual([]);
  });
});
