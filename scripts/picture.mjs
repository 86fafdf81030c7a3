// `node scripts/picture.mjs`: makes docs/storm.svg, the picture of README, from a run: twelve requests meet an expired token
// at the embedded API server. Every bar is what a request really did, at the time at which it did it.

import { writeFileSync } from 'node:fs';
import everfetch from 'everfetch';
import { createServer } from '../www-demo/server/index.js';
import { at } from './lib/paths.mjs';

const COUNT = 12;

const server = await createServer({
  knobs: { accessTtl: 600_000, expiresIn: 3600, refreshLatency: 260 },
});
const base = `${await server.listen()}/s/picture`;

/** What left, and what came back: a list of sends for each URL. */
const calls = [];
const real = globalThis.fetch;
globalThis.fetch = async (...given) => {
  const call = { url: String(given[0].url ?? given[0]), from: performance.now() };
  calls.push(call);
  const response = await real(...given);
  call.to = performance.now();
  call.status = response.status;
  return response;
};

const api = everfetch.create({ baseURL: base, session: { refresh: '/auth/refresh' } });
const json = { session: false };
const { data: tokens } = await api.post('/auth/login', { user: 'ada', mode: 'bearer' }, json);
await api.session.signIn(tokens);
await api.get('/api/items'); // The core is there, and the connection is open.
await api.post('/control/expire', {}, json);
await api.post('/control/knobs', { apiLatency: 120 }, json);
calls.length = 0;
const began = performance.now();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const answers = await Promise.all(
  Array.from({ length: COUNT }, async (_, index) => {
    await pause(index * 22);
    return api.get('/api/items', { params: { page: index + 1, limit: 1 } });
  }),
);
const { data: counters } = await api.get('/control/counters', json);
await server.close();

const refreshes = calls.filter(({ url }) => url.endsWith('/auth/refresh'));
const rows = Array.from({ length: COUNT }, (_, index) =>
  calls.filter(({ url }) => new URL(url).searchParams.get('page') === String(index + 1)),
);
if (answers.some(({ status }) => status !== 200) || counters.refresh.calls !== 1)
  throw new Error('the run did not go as the picture says');
const refused = rows.flat().filter(({ status }) => status === 401).length;

const LEFT = 96;
const RIGHT = 560;
const STEP = 17;
const TOP = 58;
const SECONDS = 5;
const end = Math.max(...calls.map(({ to }) => to)) - began;
const x = (time) => Math.round((LEFT + ((time - began) / end) * (RIGHT - LEFT)) * 10) / 10;
const bar = (y, from, to, colour, more = '') =>
  `<rect x="${x(from)}" y="${y}" width="${Math.round((x(to) - x(from)) * 10) / 10}" height="11" rx="2" fill="${colour}"${more}/>`;
const colours = { 401: '#f0655a', 200: '#3fb27f', wait: '#2c3a4d', refresh: '#e3b341' };

const lines = rows.map((sends, index) => {
  const y = TOP + (index + 1) * STEP;
  const [first] = sends;
  const last = sends.at(-1);
  const waits = sends.length > 1 ? [[first.to, last.from]] : [];
  if (sends.length === 1 && first.from - began > 22 * index + 40)
    waits.push([began + 22 * index, first.from]);
  return [
    `<text x="${LEFT - 10}" y="${y + 9}" text-anchor="end">request ${index + 1}</text>`,
    ...waits.map(([from, to]) => bar(y, from, to, colours.wait)),
    ...sends.map(({ from, to, status }) => bar(y, from, to, colours[status])),
    `<text x="${RIGHT + 10}" y="${y + 9}" class="end">${sends.map(({ status }) => status).join(' → ')}</text>`,
  ].join('\n');
});
const height = TOP + (COUNT + 1) * STEP + 30;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 ${height}" role="img" aria-labelledby="t">
<title id="t">${COUNT} requests meet an expired token: ${refused} are refused, one refresh, all are answered with 200.</title>
<style>
text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #aab6c5 }
.head { font-size: 14px; fill: #fff }
.end { fill: #3fb27f }
.cover { animation: move ${SECONDS}s linear infinite }
@keyframes move { 0% { transform: translateX(0) } 75%, 100% { transform: translateX(${RIGHT - LEFT + 100}px) } }
@media (prefers-reduced-motion: reduce) { .cover { display: none } }
</style>
<rect width="660" height="${height}" rx="8" fill="#111926"/>
<text class="head" x="20" y="28">${COUNT} requests, one expired token, one refresh: all answered</text>
<text x="${LEFT - 10}" y="${TOP + 9}" text-anchor="end">refresh</text>
${refreshes.map(({ from, to }) => bar(TOP, from, to, colours.refresh)).join('\n')}
${lines.join('\n')}
<text x="20" y="${height - 12}">red: 401 · dark: waiting · yellow: the refresh · green: 200 (a run of ${Math.round(end)} ms)</text>
<rect class="cover" x="${LEFT}" y="${TOP - 4}" width="${660 - LEFT}" height="${(COUNT + 1) * STEP + 4}" fill="#111926"/>
</svg>
`;
writeFileSync(at('docs', 'storm.svg'), svg);
console.log(`docs/storm.svg: ${svg.length} bytes, ${refused} refused, ${counters.refresh.calls} refresh`);
process.exit(0);
