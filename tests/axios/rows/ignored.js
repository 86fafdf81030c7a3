// Options that mean something in Node only: accepted, carried through, and of no effect.

const options = {
  'httpAgent, httpsAgent': { httpAgent: { keepAlive: true }, httpsAgent: {} },
  transport: { transport: { request: () => {} } },
  proxy: { proxy: { host: 'proxy.test', port: 1 } },
  'socketPath, allowedSocketPaths': { socketPath: '/tmp/socket', allowedSocketPaths: ['/tmp'] },
  'maxRedirects, beforeRedirect, sensitiveHeaders': {
    maxRedirects: 3,
    beforeRedirect: () => {},
    sensitiveHeaders: ['x'],
  },
  decompress: { decompress: false },
  maxRate: { maxRate: [1, 1] },
  insecureHTTPParser: { insecureHTTPParser: true },
  'lookup, family': { lookup: () => {}, family: 6 },
  'httpVersion, http2Options': { httpVersion: 2, http2Options: { sessionTimeout: 1 } },
  responseEncoding: { responseEncoding: 'latin1' },
  formDataHeaderPolicy: { formDataHeaderPolicy: 'legacy' },
  'transitional.advertiseZstdAcceptEncoding': { transitional: { advertiseZstdAcceptEncoding: true } },
};

export const ignored = Object.entries(options).map(([name, config]) => ({
  item: `\`${name.replaceAll(', ', '`, `')}\``,
  run: ({ client, outcome }) => outcome(() => client().post('/echo', { a: 1 }, config)),
}));
