// Writes a line for each request, answer and error, with what it is told to show.
import axios from 'axios';
import * as AxiosLogger from 'axios-logger';

const attach = (api, lines, options) => {
  const config = { logger: (line) => lines.push(line), dateFormat: false, ...options };
  api.interceptors.request.use(
    (request) => AxiosLogger.requestLogger(request, config),
    (error) => AxiosLogger.errorLogger(error, config),
  );
  api.interceptors.response.use(
    (response) => AxiosLogger.responseLogger(response, config),
    (error) => AxiosLogger.errorLogger(error, config),
  );
};

export async function main(baseURL) {
  const lines = [];
  const api = axios.create({ baseURL });
  attach(api, lines, { prefixText: 'app', params: true, data: true, headers: false });
  const { status } = await api.post('/users', { name: 'ada' }, { params: { a: 1 } });
  const refused = await api.get('/refused').catch(({ response }) => response.status);
  // Colours are codes that begin with an escape.
  const plain = lines.map((line) => line.replaceAll(/\p{Cc}\[\d+m/gu, '').replaceAll(baseURL, ''));
  return { status, refused, plain };
}

export function equip(api) {
  attach(api, []);
  return (page) => api.get('/items', { params: { page } });
}
