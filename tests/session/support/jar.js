// What a browser does with cookies, for a fetch that has none: it keeps them, sends them where credentials are
// included, and shows the page those that are not HTTP-only.
import { vi } from 'vitest';

export function cookieJar() {
  const { fetch } = globalThis;
  const jar = new Map();
  const calls = [];
  const store = (line) => {
    const [pair, ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const isGone = /expires=thu, 01 jan 1970/i.test(line);
    if (isGone) jar.delete(name);
    else jar.set(name, value);
    if (!attributes.some((attribute) => /^\s*httponly/i.test(attribute)))
      document.cookie = `${name}=${isGone ? '; expires=Thu, 01 Jan 1970 00:00:00 GMT' : value}`;
  };
  vi.stubGlobal('fetch', async (url, init = {}) => {
    const headers = new Headers(init.headers);
    const { pathname } = new URL(url);
    calls.push({ path: pathname.replace(/^\/s\/[^/]+/, ''), init, headers: Object.fromEntries(headers) });
    if (init.credentials === 'include' && jar.size)
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) if (init.credentials === 'include') store(line);
    return response;
  });
  return {
    jar,
    calls,
    forget: (pattern) => [...jar.keys()].forEach((name) => pattern.test(name) && jar.delete(name)),
  };
}
