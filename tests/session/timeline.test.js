// The timeline: what an entry shows of a request and what it never shows, and how many entries there are.
import { describe, expect, test, vi } from 'vitest';
import { createTimeline } from '../../pkg-template/src/session/timeline.js';

const shown = (detail, request) => {
  const timeline = createTimeline();
  timeline.add(5, 'sent', detail, request);
  return timeline.list()[0];
};

describe('an entry', () => {
  test('has its time, what happened, the number of its request and what there is to tell', () => {
    expect(shown({ n: 1, method: 'get', url: '/a' }, 3)).toEqual({
      at: 5,
      event: 'sent',
      request: 3,
      n: 1,
      method: 'get',
      path: '/a',
    });
    expect(Object.keys(shown())).toEqual(['at', 'event']);
    expect(Object.keys(shown({ status: 200 }, 0))).toEqual(['at', 'event', 'status']);
  });

  test('shows of a URL its path, and neither query, fragment nor credentials', () => {
    for (const [url, path] of [
      ['/a/b?token=secret', '/a/b'],
      ['/a#token=secret', '/a'],
      ['/a?', '/a'],
      ['/a#', '/a'],
      ['/a?x=1\n&token=secret', '/a'],
      ['?token=secret', ''],
      ['', ''],
      ['https://user:secret@api.example/a', 'https://api.example/a'],
      ['//secret@api.example/a', '//api.example/a'],
      // Slashes, for the parser of URLs.
      ['\\\\user:secret@api.example/a', '//api.example/a'],
      ['/\\user:secret@api.example\\a@b', '//api.example\\a@b'],
      ['///user:secret@api.example/a', '///api.example/a'],
      ['https://one@two:secret@api.example/a', 'https://api.example/a'],
      ['/mail/ada@example.com', '/mail/ada@example.com'],
      ['https://api.example/@ada', 'https://api.example/@ada'],
      ['https://@api.example/@ada', 'https://api.example/@ada'],
      [new URL('https://api.example/a?b'), 'https://api.example/a'],
      [null, 'null'],
      [5, '5'],
    ])
      expect([url, shown({ url }).path]).toEqual([url, path]);
    expect(shown({ url: '/a' })).not.toHaveProperty('url');
  });
});

describe('the list', () => {
  test('has the last thousand, in their order', () => {
    const timeline = createTimeline();
    const seen = [];
    for (let at = 1; at <= 4500; at++) {
      timeline.add(at, 'sent');
      // Also where it may be cut.
      if (at % 1000 < 2 || at % 1000 > 998) {
        const list = timeline.list();
        seen.push([list.length, list[0].at, list.at(-1).at]);
      }
    }
    const ends = [1, 999, 1000, 1001, 1999, 2000, 2001, 2999, 3000, 3001, 3999, 4000, 4001];
    expect(seen).toEqual(ends.map((end) => [Math.min(end, 1000), Math.max(1, end - 999), end]));
  });

  test('keeps nothing of what is long past', async () => {
    const timeline = createTimeline();
    const detail = new WeakRef({});
    timeline.add(0, 'sent', detail.deref());
    for (let at = 1; at < 4000; at++) timeline.add(at, 'sent');
    await vi.waitFor(() => {
      globalThis.gc();
      expect(detail.deref() === undefined).toBe(true);
    });
  });

  test('is a copy', () => {
    const timeline = createTimeline();
    timeline.add(1, 'sent', { n: 1 });
    timeline.list()[0].n = 2;
    timeline.list().pop();
    expect(timeline.list()).toEqual([{ at: 1, event: 'sent', n: 1 }]);
  });
});

test('with debug each entry is a line on the console as well, as it is shown', () => {
  const said = vi.spyOn(console, 'debug').mockImplementation(() => {});
  const timeline = createTimeline();
  timeline.add(1, 'quiet');
  timeline.debug = true;
  timeline.add(1234.56, 'sent', { n: 1, url: '/a?token=secret' }, 7);
  timeline.add(2, 'restored');
  timeline.debug = false;
  timeline.add(3, 'quiet');
  expect(said.mock.calls).toEqual([
    ['everfetch: 1235 ms sent request=7 n=1 path=/a'],
    ['everfetch: 2 ms restored'],
  ]);
});
