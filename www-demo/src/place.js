// Where this page's server is and what the page remembers across a reload. Nothing secret is kept here: tokens
// are the business of the session.

import { serverReady } from './static/page.js';

const MEMORY = 'everfetch-demo';

function readMemory() {
  try {
    return JSON.parse(sessionStorage.getItem(MEMORY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

const memory = readMemory();

/** @param {Record<string, unknown>} changes */
export function remember(changes) {
  Object.assign(memory, changes);
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify(memory));
  } catch {
    // Blocked or full storage: the page then starts afresh at a reload.
  }
}

export const remembered = (name, fallback) => memory[name] ?? fallback;

/**
 * Where the API is. Cookies reach it only if it is the same site as the page, so a page opened as `localhost` asks for
 * the server by that name too. In the build without a server it is a path of the page's own, which a service worker
 * answers.
 */
function apiRoot() {
  if (import.meta.env.VITE_STATIC) return new URL('api', location.href).href;
  const url = new URL(import.meta.env.VITE_API_URL || 'http://127.0.0.1:4545');
  const local = ['localhost', '127.0.0.1'];
  if (local.includes(url.hostname) && local.includes(location.hostname)) url.hostname = location.hostname;
  return url.origin;
}

/** Each page has a server of its own (a sandbox), so that several pages never disturb each other. */
function sandboxName() {
  const asked = new URLSearchParams(location.search).get('s');
  if (asked && /^[\w.-]{1,40}$/.test(asked)) return asked;
  const kept = remembered('sandbox');
  if (kept) return kept;
  const fresh = `page-${Math.random().toString(36).slice(2, 10)}`;
  remember({ sandbox: fresh });
  return fresh;
}

export const sandbox = sandboxName();

/** @param {string} name a sandbox beside the page's own: `storm` → `page-1234-storm` */
export const sandboxFor = (name) => `${sandbox}-${name}`;
/** @param {string} name of a sandbox */
export const baseOf = (name) => `${apiRoot()}/s/${name}`;
export const baseURL = baseOf(sandbox);

// Whoever knows where the server is, may call it.
await serverReady;
