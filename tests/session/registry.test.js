// Which session a config belongs to, asked of the registry itself: in a page by its id, on a server for each client; and
// which options of a second client contradict those of the first.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BASE } from './support/fake.js';
import { storages } from './support/record.js';

const LIVE = Symbol.for('everfetch.sessions.3');
let registry;
let warn;

/** A copy of the package, as a bundle has it. */
const copy = () => {
  vi.resetModules();
  return import('../../pkg-template/src/session/registry.js');
};

beforeEach(async () => {
  delete globalThis[LIVE];
  storages();
  vi.stubGlobal('document', {});
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  registry = await copy();
});

const configOf = (session, home) => ({ baseURL: BASE, ...home, session: { refresh: '/r', ...session } });
const handleOf = (session, home) => registry.handleOf(configOf(session, home));
const said = () => warn.mock.calls.map(([text]) => text);
/** What a second client is told. */
const refusal = (session, home) => {
  try {
    handleOf(session, home);
  } catch ({ code, message }) {
    return [code, message];
  }
};

describe('a session', () => {
  test('is made once for the same options, which are known again without a look at them', () => {
    const config = configOf();
    const handle = registry.handleOf(config);
    delete globalThis[LIVE];
    expect(registry.handleOf({ ...config })).toBe(handle);
  });

  test('is shared by its id in a page, also with another copy of the package', async () => {
    const handle = handleOf({ id: 'a' });
    expect(handleOf({ id: 'a' })).toBe(handle);
    expect(handleOf({ id: 'b' })).not.toBe(handle);
    registry = await copy();
    expect(handleOf({ id: 'a' })).toBe(handle);
    expect([...globalThis[LIVE].keys()]).toEqual(['a', 'b']);
    expect(said()).toEqual([]);
  });

  test('is shared by nobody on a server', () => {
    vi.stubGlobal('document', undefined);
    const handle = handleOf({ id: 'a' });
    expect(handleOf({ id: 'a' })).not.toBe(handle);
    expect(globalThis[LIVE]).toBeUndefined();
  });

  test('is of the origins that are named, else of its base', () => {
    expect(handleOf({ origins: ['https://x.example/path'] }).data.origins).toEqual(['https://x.example']);
    expect(handleOf({ id: 'a' }).data.origins).toEqual([BASE]);
  });
});

describe('what the session’s own calls need of a config', () => {
  const home = {
    baseURL: BASE,
    withCredentials: true,
    xsrfCookieName: 'c',
    xsrfHeaderName: 'H',
    withXSRFToken: false,
  };
  test('is kept, and its body is not', () => {
    expect(handleOf({}, { ...home, data: 'large', url: '/a' }).home).toEqual(home);
  });

  test('is of the client whose options they are, which may still change', async () => {
    const { validateSession } = await import('../../pkg-template/src/session/options.js');
    const defaults = configOf();
    validateSession(defaults);
    expect(registry.handleOf({ ...defaults, baseURL: 'https://other.example' }).home).toBe(defaults);
  });

  test('is of the library’s defaults, where the session is theirs', () => {
    const defaults = configOf({ id: 'shared' });
    registry.setShared(defaults);
    expect(registry.handleOf({ ...defaults, data: 'large' }).home).toBe(defaults);
    expect(handleOf({ id: 'other' }).home).not.toBe(defaults);
  });
});

describe('a second client of a session', () => {
  const store = { load() {}, save() {}, clear() {} };

  test('that has another grant is refused, and what there is stays', () => {
    const first = { id: 'a', carrier: 'bearer', storage: 'session', shareTabs: true, origins: [BASE] };
    const { options } = handleOf(first);
    for (const [second, name, two, one] of [
      [{ carrier: 'cookie' }, 'carrier', '"cookie"', '"bearer"'],
      [{ storage: 'local' }, 'storage', '"local"', '"session"'],
      [{ storage: store }, 'storage', '"custom"', '"session"'],
      [{ shareTabs: false }, 'shareTabs', 'false', 'true'],
      [{ refresh: '/other' }, 'refresh', `{"url":"${BASE}/other"}`, `{"url":"${BASE}/r"}`],
      [{ refresh: () => {} }, 'refresh', '"a function"', `{"url":"${BASE}/r"}`],
      [
        { refresh: { url: '/r', method: 'PUT' } },
        'refresh',
        `{"url":"${BASE}/r","method":"PUT"}`,
        `{"url":"${BASE}/r"}`,
      ],
    ])
      expect(refusal({ ...first, ...second })).toEqual([
        'ERR_BAD_OPTION_VALUE',
        `session.${name} is ${two}, but the session "a" is already in use with ${one}; ` +
          'give the second session another id, or the same options',
      ]);
    expect(handleOf(first).options).toEqual(options);
    expect(said()).toEqual([]);
  });

  test('that revokes elsewhere is refused too', () => {
    handleOf({ id: 'a', revoke: '/out' });
    expect(refusal({ id: 'a', revoke: '/other' })?.[1]).toMatch(/^session\.revoke is/);
    expect(refusal({ id: 'a', revoke: `${BASE}/out` })).toBeUndefined();
  });

  test('is refused for another base only where nobody has named origins', () => {
    const handle = handleOf({ id: 'a', refresh: `${BASE}/r` });
    expect(handle.origins()).toEqual([BASE]);
    const other = { baseURL: 'https://two.example' };
    expect(refusal({ id: 'a', refresh: `${BASE}/r` }, other)?.[1]).toMatch(
      /^session\.origins is \["https:\/\/two\.example"\], but .*\["https:\/\/api\.example"\]/,
    );
    expect(
      refusal({ id: 'a', refresh: `${BASE}/r`, origins: [BASE, 'https://two.example'] }, other),
    ).toBeUndefined();
    expect(handle.origins()).toEqual([BASE, 'https://two.example']);
    expect(said()).toEqual([
      'everfetch: session.origins is ["https://api.example","https://two.example"], but the session "a" is already in ' +
        'use with ["https://api.example"]; the newest counts',
    ]);
  });

  test('whose calls come to the same address has the same grant', () => {
    const origins = [BASE, 'https://two.example'];
    const handle = handleOf({ id: 'a', refresh: '/r', origins });
    expect(handleOf({ id: 'a', refresh: `${BASE}/r`, origins })).toBe(handle);
    // The same text is another address there.
    const two = { baseURL: 'https://two.example' };
    expect(refusal({ id: 'a', refresh: '/r', origins }, two)?.[1]).toMatch(
      /^session\.refresh is \{"url":"https:\/\/two\.example\/r"\}/,
    );
    expect(said()).toEqual([]);
  });

  test('that has other options else is told once, and the newest count', () => {
    const handle = handleOf({ id: 'a', refreshAhead: 10, loginUrl: '/in' });
    const adopt = vi.spyOn(handle, 'adopt');
    expect(handleOf({ id: 'a', refreshAhead: 20 })).toBe(handle);
    expect(said()).toEqual([
      'everfetch: session.refreshAhead is 20, but the session "a" is already in use with 10; the newest counts',
    ]);
    expect(adopt).toHaveBeenCalledTimes(1);
    expect([handle.data.refreshAhead, handle.options.refreshAhead, handle.options.loginUrl]).toEqual([
      20,
      20,
      '/in',
    ]);
    expect(Object.getPrototypeOf(handle.options)).toBe(null);
  });

  test('that has no more to say leaves the rules of the first, and its functions are the ones that are called', () => {
    const [one, two] = [vi.fn(), vi.fn()];
    const handle = handleOf({ id: 'a', onSessionEnd: one });
    const adopt = vi.spyOn(handle, 'adopt');
    handleOf({ id: 'a' });
    expect(handle.options.onSessionEnd).toBe(one);
    handleOf({ id: 'a', onSessionEnd: two, initial: one });
    expect([handle.options.onSessionEnd, handle.options.initial]).toEqual([two, one]);
    expect([adopt.mock.calls, said()]).toEqual([[], []]);
  });
});

describe('debug of a config', () => {
  test('is the timeline’s, where it is true or false, and stays where it is not said', () => {
    const config = configOf();
    const { timeline } = registry.handleOf(config);
    const debug = (value) => (registry.handleOf({ ...config, debug: value }), timeline.debug);
    expect([true, undefined, false, undefined].map(debug)).toEqual([true, true, false, false]);
    expect(said()).toEqual([]);
  });

  test('of another kind is the application’s own', () => {
    const config = configOf();
    const { timeline } = registry.handleOf({ ...config, debug: true });
    for (const debug of ['axios', {}, 1, 0, null, '']) registry.handleOf({ ...config, debug });
    expect(timeline.debug).toBe(true);
    expect(said()).toEqual(['everfetch: leaves debug alone: it is not of the shape that everfetch takes']);
  });
});
