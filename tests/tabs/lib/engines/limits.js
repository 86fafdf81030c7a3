// What an engine, or what drives it, cannot do, with the reason as it was measured. A test that needs such a thing is
// skipped where it needs it. In words for people: docs/engines.md.

const WEBDRIVER = {
  freeze: 'WebDriver has no command that freezes a page',
  ...(process.platform !== 'linux' && { crash: 'only Linux tells which process a tab runs in' }),
  show: 'a command of WebDriver brings the tab that it is for to the front, so no tab stays hidden',
  processes: 'WebDriver does not tell which process a tab runs in',
  page: 'WebDriver does not tell which requests a page sends',
  start: 'the test sets up a profile of Chromium',
};

/** @type {Record<string, Record<string, string>>} */
export const limits = {
  firefox: { ...WEBDRIVER, cache: 'Firefox caches no page that holds a Web Lock until pagehide' },
  webkit: {
    ...WEBDRIVER,
    crash: 'the driver of WebKitGTK ends the whole session when the process of one page dies',
    insecure: 'WebKitGTK takes no name for an insecure origin on this machine from its driver',
  },
};
