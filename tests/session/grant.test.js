// What identifies a session for the pages of an origin: its id, and the grant that its names hold.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { identify, resolvedURL } from '../../pkg-template/src/session/identity.js';
import { compareGrant } from '../../pkg-template/src/session/other-grant.js';
import { BASE } from './support/fake.js';
import { storages } from './support/record.js';

const HOME = { baseURL: BASE };
const of = (options, home = HOME) => identify({ refresh: { url: '/r' }, ...options }, home);

describe('the id and the name of a session', () => {
  test('are its origin and its endpoint there, where it has no id', () => {
    expect(of()).toEqual({
      id: `${BASE} /r`,
      key: `everfetch:${BASE} /r`,
      grant: [BASE, '/r', '', ''],
    });
    expect(of({ refresh: { url: '/r', clientId: 'app' }, carrier: 'cookie' })).toEqual({
      id: `${BASE} /r app`,
      key: `everfetch:${BASE} /r app cookie`,
      grant: [BASE, '/r', 'app', 'cookie'],
    });
    expect(of({ carrier: 'bearer' }).key).toBe(`everfetch:${BASE} /r`);
  });

  test('are what it is called, and its name has the grant too', () => {
    expect(of({ id: 'a' })).toEqual({ id: 'a', key: `everfetch:a ${BASE} /r`, grant: [BASE, '/r', '', ''] });
    expect(of({ id: 'a', carrier: 'split' })).toMatchObject({ id: 'a', key: `everfetch:a ${BASE} /r split` });
  });

  test('which names its origins too, may be that of several bases', () => {
    const [one, two] = [HOME, { baseURL: 'https://two.example' }].map((home) =>
      of({ id: 'a', origins: [BASE], refresh: { url: `${BASE}/r` } }, home),
    );
    expect(one).toEqual({ id: 'a', key: `everfetch:a ${BASE}/r`, grant: ['', `${BASE}/r`, '', ''] });
    expect(two).toEqual(one);
    expect(of({ origins: [BASE] }).grant[0]).toBe(BASE);
  });

  test('have an endpoint elsewhere in full, also one that only begins the same', () => {
    for (const url of ['https://login.example/r', `${BASE}.evil.example/r`, `${BASE}:8443/r`])
      expect(of({ refresh: { url } }).grant).toEqual([BASE, url, '', '']);
    expect(of({ refresh: { url: `${BASE}/x/../r` } }).grant[1]).toBe('/r');
  });

  test('of functions are those of the origin alone, and of nothing at all are the default', () => {
    expect(of({ refresh: () => {} })).toMatchObject({ id: BASE, grant: [BASE, '', '', ''] });
    expect(of({ refresh: { url: () => '/r' } }).grant[1]).toBe('');
    expect(of({ refresh: () => {} }, {})).toEqual({
      id: 'default',
      key: 'everfetch:default',
      grant: ['', '', '', ''],
    });
  });

  test('have a declared URL as it is resolved', () => {
    expect(resolvedURL('r', { baseURL: `${BASE}/v1` })).toBe(`${BASE}/v1/r`);
    expect(resolvedURL('/r', {})).toBeUndefined();
    expect(resolvedURL(() => '/r', HOME)).toBeUndefined();
  });
});

describe('a page whose session of the same id has another grant', () => {
  let warn;
  beforeEach(() => {
    storages();
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  let count = 0;
  /** Pages one after the other, and what the last one is told. */
  const said = (...grants) => {
    const id = `grant-${++count}`;
    for (const grant of grants) compareGrant({ options: { id }, grant });
    return warn.mock.calls.splice(0).map(([text]) => text.replace(id, 'ID'));
  };
  const GRANT = [BASE, '/r', 'app', ''];
  const text = (option) =>
    `everfetch: ${option} is another one than in the last page with the session "ID", so the two share no session; ` +
    'give one of them another id, or the same options';

  test('is told which option it is, the first of them', () => {
    const other = ['https://two.example', '/s', 'web', 'cookie'];
    ['baseURL or session.origins', 'session.refresh', 'session.refresh.clientId', 'session.carrier'].forEach(
      (option, index) => {
        expect(said(GRANT, GRANT.with(index, other[index]))).toEqual([text(option)]);
        expect(said(GRANT, [...GRANT.slice(0, index), ...other.slice(index)])).toEqual([text(option)]);
      },
    );
  });

  test('is told of the page before it, and not of an older one', () => {
    const other = GRANT.with(1, '/s');
    expect(said(GRANT, other, other)).toEqual([text('session.refresh')]);
    compareGrant({ options: { id: 'mine' }, grant: GRANT });
    expect(localStorage.getItem('everfetch:mine:I')).toBe(GRANT.join('\n'));
    compareGrant({ options: { id: 'mine' }, grant: other });
    expect(localStorage.getItem('everfetch:mine:I')).toBe(other.join('\n'));
  });

  test('is told nothing where it is the same, or the first', () => {
    const set = vi.spyOn(localStorage, 'setItem');
    expect(said(GRANT)).toEqual([]);
    expect(said(GRANT, GRANT, GRANT)).toEqual([]);
    expect(set).toHaveBeenCalledTimes(2);
  });

  test('has to have an id, and a storage that works', () => {
    const set = vi.spyOn(localStorage, 'setItem');
    for (const grant of [GRANT, GRANT.with(1, '/s')]) compareGrant({ options: {}, grant });
    expect(set).not.toHaveBeenCalled();
    vi.stubGlobal('localStorage', undefined);
    compareGrant({ options: { id: 'x' }, grant: GRANT });
    expect(warn).not.toHaveBeenCalled();
  });
});
