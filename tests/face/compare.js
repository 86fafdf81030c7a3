// Running one request through two clients and putting down, in comparable form, everything that can be seen of it.

// Served to pages too: nothing here needs Node.

const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Values in a form that `toEqual` compares by content. */
export const plain = async (value, seen = new Set()) => {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'function' : value;
  if (seen.has(value)) return 'cycle';
  seen.add(value);
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === 'ArrayBuffer') return { kind, text: latin1(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) return { kind, text: latin1(value) };
  if (kind === 'Blob' || kind === 'File') return { kind, type: value.type, size: value.size };
  if (kind === 'FormData') return { kind, pairs: await plain([...value], seen) };
  if (kind === 'URLSearchParams') return { kind, text: String(value) };
  if (kind === 'ReadableStream') return { kind };
  if (kind === 'Response') return { kind, status: value.status };
  if (kind === 'AbortSignal' || kind === 'XMLHttpRequest' || kind === 'Request') return { kind };
  if (kind === 'HTMLDocument' || kind === 'Document') return { kind, title: value.title };
  if (Array.isArray(value)) return Promise.all(value.map((item) => plain(item, new Set(seen))));
  const out = {};
  for (const key of Object.keys(value)) out[key] = await plain(value[key], new Set(seen));
  return out;
};

// Differs between two answers to the same request.
const VOLATILE = /^(date|connection|keep-alive|access-control-.*)$/;

const headersOf = (headers, skip) =>
  headers &&
  Object.fromEntries(
    Object.entries(headers.toJSON ? headers.toJSON() : headers)
      .filter(([name]) => !skip || !skip.test(name))
      // The boundary of a multipart body is random.
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? value.replace(/boundary=.*/, 'boundary=BOUNDARY') : value,
      ]),
  );

const SKIPPED = [
  'adapter',
  'env',
  'headers',
  'data',
  'signal',
  'cancelToken',
  'transformRequest',
  'transformResponse',
];

const configOf = async (config) => {
  if (!config) return config;
  const out = { prototype: Object.getPrototypeOf(config) };
  for (const key of Object.keys(config).sort())
    if (!SKIPPED.includes(key)) out[key] = await plain(config[key]);
  out.headers = headersOf(config.headers);
  out.data = await plain(config.data);
  return out;
};

const responseOf = async (response) =>
  response && {
    keys: Object.keys(response).sort(),
    status: response.status,
    statusText: response.statusText,
    data: await plain(response.data),
    headers: headersOf(response.headers, VOLATILE),
    headersTag: Object.prototype.toString.call(response.headers),
    config: await configOf(response.config),
    duration: Number.isInteger(response.duration),
  };

/** What came of a call: everything a program can act on. */
export const outcome = async (call) => {
  try {
    const value = await call();
    return value && value.config ? { response: await responseOf(value) } : { value: await plain(value) };
  } catch (error) {
    if (!error || !error.isAxiosError) return { thrown: error && (error.message || error) };
    return {
      error: {
        name: error.name,
        code: error.code,
        message: error.message,
        status: error.status,
        hasConfig: !!error.config,
        config: await configOf(error.config),
        response: await responseOf(error.response),
        isCancel: error.__CANCEL__,
      },
    };
  }
};
