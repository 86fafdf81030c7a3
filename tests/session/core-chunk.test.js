// The chunk with the core, as a session asks for it: what is there at once, what comes later, and what a session gets.
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { VERSION } from '../../pkg-template/src/client/version.js';
import { rejection } from './support/fake.js';

/** @type {typeof import('../../pkg-template/src/session/core.js')} */
let core;
beforeEach(async () => {
  vi.resetModules();
  core = await import('../../pkg-template/src/session/core.js');
});
const partsWith = () => ({
  now: vi.fn(() => 'core'),
  ready: vi.fn(async () => 'core'),
  attach: vi.fn(() => 'attached'),
});

test('a core that the entry has is there at once', async () => {
  const parts = partsWith();
  core.setCore({ parts, load: () => {} });
  const handle = {};
  expect([core.coreNow(), await core.coreReady(), core.attach(handle)]).toEqual(['core', 'core', 'attached']);
  expect(parts.attach.mock.calls).toEqual([[handle]]);
});

test('a chunk that has not come has none yet, and is loaded by whoever waits for it', async () => {
  const parts = partsWith();
  const load = vi.fn(async () => ({ version: VERSION, open: () => parts }));
  core.setCore({ load });
  expect([core.coreNow(), load.mock.calls]).toEqual([undefined, []]);
  expect(await core.coreReady()).toBe('core');
  expect(core.coreNow()).toBe('core');
  expect(load).toHaveBeenCalledTimes(1);
});

test('a page may have imported it beside the package', () => {
  const key = Symbol.for('everfetch.core');
  onTestFinished(() => delete globalThis[key]);
  globalThis[key] = { [VERSION]: { version: VERSION, open: partsWith } };
  core.setCore({ load: () => {} });
  expect(core.coreNow()).toBe('core');
});

test('where there is no hope, both say so', async () => {
  const hopeless = new Error('no');
  const parts = {
    ...partsWith(),
    now() {
      throw hopeless;
    },
    ready: () => Promise.reject(hopeless),
  };
  core.setCore({ parts, load: () => {} });
  expect(core.coreNow).toThrow(hopeless);
  expect(await rejection(core.coreReady())).toBe(hopeless);
});
