import { launch, open } from './lib/browser.mjs';
import { startSite } from './lib/site.mjs';
const site = await startSite(['main']); const browser = await launch();
const { page } = await open(browser, site, 'main', '?stub=1');
const r = await page.evaluate(async () => {
  const cases = {
    empty: () => 1, cookie: () => document.cookie, location: () => location, origin: () => location.origin, protocol: () => location.protocol, href: () => location.href, baseURI: () => document.baseURI,
    now: () => performance.now(), dateNow: () => Date.now(), xhr: () => typeof XMLHttpRequest, doc: () => document, win: () => window, gfetch: () => globalThis.fetch, selforigin: () => self.origin,
    ls: () => localStorage.getItem('x'), lsobj: () => localStorage, qm: () => queueMicrotask(() => {}), AC: () => new AbortController(), hdrs: ()=> new Headers({a:'b'}),
    isPage: () => typeof window === 'object' && typeof document === 'object',
    create: () => Object.create(null), define: () => { const o = Object.create(null); Object.defineProperty(o, 'hasOwnProperty', {value:1}); return o; },
  };
  const out = {};
  // across macrotasks, interleaved: 1 call per microtask turn with other work
  for (const k in cases) { let best = 1e9; for (let r = 0; r < 30; r++) { const f = cases[k]; const t = performance.now(); for (let i = 0; i < 500; i++) { f(); await null; } best = Math.min(best, (performance.now() - t) * 2); } out[k] = best.toFixed(2); }
  // cookie/location after a real task switch
  const spaced = {}; const ch = new MessageChannel(); const turn = () => new Promise((r) => { ch.port1.onmessage = r; ch.port2.postMessage(0); });
  for (const k in cases) { let sum = 1e9; for (let r = 0; r < 8; r++) { let s = 0; for (let i = 0; i < 100; i++) { await turn(); const t = performance.now(); cases[k](); s += performance.now() - t; } sum = Math.min(sum, s * 10); } spaced[k] = sum.toFixed(2); }
  return { out, spaced };
});
console.log(JSON.stringify(r.out)); console.log(JSON.stringify(r.spaced));
await browser.close(); await site.close();
