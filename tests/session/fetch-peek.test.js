// The text of a body that somebody else reads, too: how much of it is read, and what is left alone.
import { expect, test } from 'vitest';
import { LONGEST, peek } from '../../pkg-template/src/fetch/peek.js';

/** A stream of these pieces, which notes how many were asked for and whether it was cancelled. */
const streamOf = (pieces, cancel = () => {}) => {
  const seen = { pulled: 0, isCancelled: false };
  const body = new ReadableStream(
    {
      pull(controller) {
        const piece = pieces[seen.pulled++];
        if (piece === undefined) return controller.close();
        if (piece instanceof Error) return controller.error(piece);
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      },
      cancel() {
        seen.isCancelled = true;
        return cancel();
      },
    },
    { highWaterMark: 0 },
  );
  return Object.assign(seen, { text: peek({ body }) });
};

test('where there is no body, the text is empty', async () => {
  expect(await peek(new Response(null, { status: 204 }))).toBe('');
  expect(await peek(new Request('https://api.example'))).toBe('');
  expect(await peek(new Response(''))).toBe('');
});

test('the text of a body is put together of its pieces, also where a character is cut', async () => {
  const bytes = new TextEncoder().encode('ä€😀');
  const seen = streamOf(['{"a":"', ...[...bytes].map((byte) => new Uint8Array([byte])), '"}']);
  expect(await seen.text).toBe('{"a":"ä€😀"}');
  expect(seen.isCancelled).toBe(false);
  // A character that never ends is one that is unknown.
  expect(await streamOf(['a', bytes.subarray(0, 1)]).text).toBe('a\ufffd');
});

test('a text of the greatest length is read, a longer one is left to its reader', async () => {
  expect(LONGEST).toBe(65_536);
  const half = 'x'.repeat(LONGEST / 2);
  expect(await streamOf([half, half]).text).toBe(half + half);
  const long = streamOf([half, half, 'x', 'never asked for']);
  expect(await long.text).toBeUndefined();
  expect([long.pulled, long.isCancelled]).toEqual([3, true]);
});

test('a stream that cannot be cancelled, or never ends, keeps nobody', async () => {
  const long = ['x'.repeat(LONGEST + 1)];
  for (const cancel of [() => Promise.reject(new Error('no')), () => new Promise(() => {})])
    expect(await streamOf(long, cancel).text).toBeUndefined();
});

test('a body that breaks off is the failure that it was', async () => {
  const failure = new Error('broken');
  await expect(streamOf(['a', failure]).text).rejects.toBe(failure);
});
