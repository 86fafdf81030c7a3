import { launch, open } from './lib/browser.mjs';
import { startSite, item } from './lib/site.mjs';
const site = await startSite(['main']); const browser = await launch();
const { page } = await open(browser, site, 'main', '?stub=1');
for (const n of ['fetch', 'everfetch', 'axios (fetch) + axios-auth-refresh', 'ky']) await page.evaluate(([s, stub]) => bench.prepare(s, { stub }), [n, JSON.stringify(item(1))]);
const r = await page.evaluate(async () => {
  const out = {};
  let spent = 0;
  const d = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(Document.prototype, 'cookie', { configurable: true, get() { const t = performance.now(); const v = d.get.call(this); spent += performance.now() - t; return v; }, set(v) { d.set.call(this, v); } });
  for (const n of ['everfetch', 'axios (fetch) + axios-auth-refresh']) {
    await bench.time(n, 'get', { path: '/api/i' }, 300);
    for (let r = 0; r < 4; r++) { spent = 0; const ms = await bench.time(n, 'get', { path: '/api/i' }, 300); out[n + r] = [ms / 0.3, spent / 0.3]; }
  }
  Object.defineProperty(Document.prototype, 'cookie', d);
  for (let r = 0; r < 3; r++) out['everfetch plain' + r] = [(await bench.time('everfetch', 'get', { path: '/api/i' }, 300)) / 0.3];
  return out;
});
for (const [k, v] of Object.entries(r)) console.log(k, v.map((x) => x.toFixed(1)).join(' '));
await browser.close(); await site.close();
