import { launch, open } from './lib/browser.mjs';
import { startSite } from './lib/site.mjs';
const site = await startSite(['main']); const browser = await launch();
const { page } = await open(browser, site, 'main', '?stub=1');
const r = await page.evaluate(async () => {
  const out = { cookieLen: document.cookie.length };
  const body = JSON.stringify({ a: 'x'.repeat(180) });
  const run = async (name, pre, f) => { let best = 1e9, sum; for (let r = 0; r < 20; r++) { sum = 0; const T = performance.now(); for (let i = 0; i < 300; i++) { await pre(); f(); } best = Math.min(best, (performance.now() - T) / 0.3); } out[name] = best.toFixed(2); };
  const nothing = async () => {}; const resp = async () => { await new Response(body, { headers: { 'Content-Type': 'application/json' } }).json(); };
  const respText = async () => { await new Response(body).text(); };
  const garbage = async () => { globalThis.__g = Array.from({ length: 300 }, (_, i) => ({ i })); };
  const hdr = async () => { new Headers({ a: 'b' }).forEach(() => {}); };
  for (const [n, p] of Object.entries({ nothing, resp, respText, garbage, hdr })) { await run(n + ' alone', p, () => {}); await run(n + ' cookie', p, () => document.cookie); await run(n + ' origin', p, () => location.origin); await run(n + ' protocol', p, () => location.protocol);await run(n + ' now', p, () => performance.now()); await run(n + ' qm', p, () => queueMicrotask(()=>{})); await run(n + ' ls', p, () => localStorage.getItem('x'));}
  return out;
});
for (const [k, v] of Object.entries(r)) console.log(k, v);
await browser.close(); await site.close();
