// What goes over the wire: an adapter around the client's own, which writes down each request as it leaves and each
// answer as it comes. Tokens are shown by their length alone.

import everfetch from 'everfetch';

const SECRET = /^(authorization|cookie|x-xsrf-token)$/i;

const headersOf = (headers) =>
  Object.entries(headers?.toJSON?.() ?? headers ?? {}).map(([name, value]) => {
    const text = String(value);
    if (!SECRET.test(name)) return `${name}: ${text}`;
    const [scheme, token] = text.includes(' ') ? text.split(' ') : ['', text];
    return `${name}: ${scheme} ••• (${token.length} characters)`.replace(':  ', ': ');
  });

const bodyOf = (data) =>
  data === undefined || data === null ? [] : ['', typeof data === 'string' ? data : String(data)];

/**
 * @param {{ adapter?: any }} config of the client
 * @param {(exchange: { request: string, answer: string, status: number }) => void} tell called when an answer is there
 */
export function tapped(config, tell) {
  const send = (request) =>
    everfetch.getAdapter(config.adapter ?? everfetch.defaults.adapter, request)(request);
  return async (request) => {
    const method = (request.method ?? 'get').toUpperCase();
    const text = [
      `${method} ${everfetch.getUri(request)}`,
      ...headersOf(request.headers),
      ...bodyOf(request.data),
    ];
    const done = (status, answer) => tell({ request: text.join('\n'), answer, status });
    try {
      const response = await send(request);
      done(response.status, `${response.status} ${response.statusText}`.trim());
      return response;
    } catch (error) {
      const { response } = error;
      done(
        response?.status ?? 0,
        response ? `${response.status} ${response.statusText}`.trim() : error.message,
      );
      throw error;
    }
  };
}

/** @param {any} response */
export const showResponse = ({ status, statusText, headers, data }) =>
  [
    `${status} ${statusText}`.trim(),
    ...headersOf(headers),
    '',
    typeof data === 'string' ? data : JSON.stringify(data, null, 2),
  ].join('\n');

/** @param {any} error */
export function showError(error) {
  const { name, code, message, retryable, reason, response, cause } = error;
  const facts = { code, retryable, reason, 'response.status': response?.status, 'cause.code': cause?.code };
  const lines = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([fact, value]) => `${fact}: ${value}`);
  return [`${name}: ${message}`, ...lines].join('\n');
}
