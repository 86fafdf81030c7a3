// The pages of the demo: their names, and what they have in common: head, navigation, theme, and what other sites show of
// a link to them. A Vite plugin writes that into the HTML, so that it is there before the first script runs.

import process from 'node:process';

export const SOURCE = 'https://github.com/everfetch/everfetch';

/** What sites show beside a link to a page: `node scripts/demo-picture.mjs` makes it from a run of the workbench. */
const PICTURE = {
  file: 'workbench.png',
  width: 1200,
  height: 630,
  alt: 'The workbench after a run: fifty requests are refused with 401, one refresh is sent, and all are answered.',
};

export const PAGES = [
  {
    file: 'index.html',
    name: 'Storm',
    title: 'everfetch: axios with the session built in',
    description:
      'When the access token expires, everfetch renews it once for all requests and all tabs. See it live beside axios.',
  },
  {
    file: 'tabs.html',
    name: 'Tabs',
    title: 'everfetch demo: five tabs, one session',
    description: 'Five tabs meet one expired token: one refresh, five answers, and one sign-out for all.',
  },
  {
    file: 'faults.html',
    name: 'Faults',
    title: 'everfetch demo: what goes wrong, and what happens then',
    description: 'Late refusals, lost answers, rate limits, dead networks: one button each.',
  },
  {
    file: 'playground.html',
    name: 'Playground',
    title: 'everfetch demo: playground',
    description: 'Edit a config, send a request, and see what goes over the wire.',
  },
  {
    file: 'workbench.html',
    name: 'Workbench',
    title: 'everfetch demo: one session under the microscope',
    description: 'One session with every knob of the server in reach.',
    skip: ['#run-heading', 'Skip to the timeline'],
  },
];

/** Pages that open in frames and windows of the others. */
export const INNER = ['lane.html', 'tab.html', 'inner.html'];

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect x='1' y='2' width='9' height='3' fill='%233b7ded'/%3E%3Crect x='4' y='6.5' width='9' height='3' fill='%23e0a020'/%3E%3Crect x='6' y='11' width='9' height='3' fill='%231a9a63'/%3E%3C/svg%3E";

// The theme is set before the first paint, so that a chosen one does not flash.
const HEAD = `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="${ICON}" />
${['colours', 'page', 'forms', 'facts', 'code'].map((sheet) => `<link rel="stylesheet" href="./src/styles/${sheet}.css" />`).join('')}
    <script>
      try {
        const theme = localStorage.getItem('everfetch-demo-theme');
        if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
      } catch {}
    </script>`;

const link = (page, current) =>
  `<li><a href="./${page.file}"${page === current ? ' aria-current="page"' : ''}>${page.name}</a></li>`;

function top(current) {
  const [target, text] = current.skip ?? ['#main', 'Skip to the content'];
  return `<a class="skip" href="${target}">${text}</a>
    <header class="top">
      <a class="brand" href="./index.html">everfetch</a>
      <nav aria-label="Parts of the demo">
        <ul>${PAGES.map((page) => link(page, current)).join('')}</ul>
      </nav>
      <button type="button" id="theme" data-testid="theme" class="quiet">Theme: auto</button>
    </header>`;
}

/** Sites take addresses only whole, and the demo is made for any host: DEMO_URL says where this copy of it will be. */
const site = process.env.DEMO_URL?.replace(/\/?$/, '/');
const picture = site
  ? `${site}${PICTURE.file}`
  : `https://raw.githubusercontent.com/everfetch/everfetch/main/www-demo/public/${PICTURE.file}`;

function about(page) {
  const properties = {
    'og:type': 'website',
    'og:site_name': 'everfetch',
    'og:title': page.title,
    'og:description': page.description,
    ...(site && { 'og:url': `${site}${page.file === 'index.html' ? '' : page.file}` }),
    'og:image': picture,
    'og:image:width': PICTURE.width,
    'og:image:height': PICTURE.height,
    'og:image:alt': PICTURE.alt,
  };
  return [
    `<title>${page.title}</title>`,
    `<meta name="description" content="${page.description}" />`,
    ...Object.entries(properties).map(
      ([name, content]) => `<meta property="${name}" content="${content}" />`,
    ),
    '<meta name="twitter:card" content="summary_large_image" />',
  ];
}

/** @returns {import('vite').Plugin} */
export const pages = () => ({
  name: 'demo-pages',
  transformIndexHtml: {
    order: 'pre',
    handler(html, { filename }) {
      const page = PAGES.find(({ file }) => filename.endsWith(`/${file}`));
      return html
        .replace('<!--head-->', () => [HEAD, ...(page ? about(page) : [])].join('\n    '))
        .replace('<!--top-->', () => (page ? top(page) : ''))
        .replaceAll('%source%', SOURCE)
        .replaceAll('%picture-alt%', PICTURE.alt);
    },
  },
});
