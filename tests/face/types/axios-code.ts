// Code typed for axios, as applications have it. It must compile against axios's declarations and against ours.
import axios, {
  Axios,
  AxiosError,
  AxiosHeaders,
  CanceledError,
  HttpStatusCode,
  all,
  create,
  formToJSON,
  getAdapter,
  isAxiosError,
  isCancel,
  mergeConfig,
  spread,
  toFormData,
  type AxiosAdapter,
  type AxiosBasicCredentials,
  type AxiosDefaults,
  type AxiosHeaderParameters,
  type AxiosHeaderValue,
  type AxiosInstance,
  type AxiosInterceptorManager,
  type AxiosInterceptorOptions,
  type AxiosProgressEvent,
  type AxiosPromise,
  type AxiosProxyConfig,
  type AxiosRequestConfig,
  type AxiosRequestHeaders,
  type AxiosRequestTransformer,
  type AxiosResponse,
  type AxiosResponseDefault,
  type AxiosResponseHeaders,
  type AxiosResponseTransformer,
  type AxiosStatic,
  type Cancel,
  type CancelStatic,
  type CancelToken,
  type CancelTokenSource,
  type CancelTokenStatic,
  type Canceler,
  type CreateAxiosDefaults,
  type CustomParamsSerializer,
  type FormDataVisitorHelpers,
  type FormSerializerOptions,
  type GenericAbortSignal,
  type GenericFormData,
  type GenericHTMLFormElement,
  type HeadersDefaults,
  type InternalAxiosRequestConfig,
  type Method,
  type ParamEncoder,
  type ParamsSerializerOptions,
  type RawAxiosHeaders,
  type RawAxiosRequestConfig,
  type RawAxiosRequestHeaders,
  type RawAxiosResponseHeaders,
  type ResponseType,
  type SerializerOptions,
  type SerializerVisitor,
  type TransitionalOptions,
  type AddressFamily,
  type LookupAddress,
  type LookupAddressEntry,
  type responseEncoding,
} from 'axios';

declare module 'axios' {
  interface AxiosRequestConfig<D = any> {
    _retry?: boolean;
    sent?: number;
  }
  interface AxiosInstance {
    helper?: () => void;
  }
}

interface User {
  id: number;
  name: string;
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <T extends true>(_: T) => {};

export const client: AxiosInstance = axios.create({
  baseURL: 'https://api.example.com',
  timeout: 1000,
  headers: { common: { 'X-A': 'a' }, 'Content-Type': 'application/json' },
  params: { lang: 'en' },
  paramsSerializer: { indexes: null, encode: (value, standard) => standard(value) },
  transitional: { clarifyTimeoutError: true },
  adapter: [
    'xhr',
    'fetch',
    async (config) => ({ data: 1, status: 200, statusText: '', headers: {}, config }),
  ],
});

export async function results() {
  const plain = await axios.get('/user');
  yes<Equal<typeof plain, AxiosResponse<any, any, {}, any>>>(true);
  const { data, status, headers, duration } = await client.get<User>('/user', { params: { id: 1 } });
  yes<Equal<typeof data, User>>(true);
  yes<Equal<typeof duration, number | undefined>>(true);
  const own = await client.post<User, User, { name: string }>('/user', { name: 'n' });
  yes<Equal<typeof own, User>>(true);
  await client<User>({ url: '/user', method: 'POST', data: { name: 'n' } });
  await client<User>('/user', { method: 'patch' });
  await client.request<User>({ url: '/user', method: 'PURGE' });
  await client.query('/search', { q: 1 });
  await client.postForm('/form', { a: 1 });
  await client.putForm('/form', new FormData());
  await client.patchForm('/form', document.querySelector('form')!);
  await Promise.all([client.delete('/a'), client.head('/a'), client.options('/a'), client.put('/a', 1)]);
  return [status, headers['content-type'], headers.get instanceof Function, client.getUri({ url: '/a' })];
}

export const promise: AxiosPromise<User> = client.get<User>('/user');

const id = client.interceptors.request.use(
  (config) => {
    config.headers.set('X-Time', String(Date.now()));
    config.headers.Authorization = 'Bearer token';
    config.headers['X-Other'] = 'x';
    config.headers = new AxiosHeaders({ ...config.headers }) as AxiosRequestHeaders;
    config.headers.setAuthorization('z', false);
    return config;
  },
  null,
  { synchronous: true, runWhen: (config) => config.method === 'get' },
);
client.interceptors.request.eject(id);
client.interceptors.request.clear();
client.interceptors.response.use(undefined, async (error: AxiosError<{ message: string }>) => {
  const config = error.config as InternalAxiosRequestConfig & { _again?: boolean };
  if (error.response?.status === HttpStatusCode.Unauthorized && !config._retry) {
    config._retry = true;
    config.headers['Authorization'] = 'Bearer new';
    return client(config);
  }
  return Promise.reject(new Error(error.response?.data.message ?? error.message));
});

export function failures(error: unknown) {
  if (axios.isAxiosError<User, { q: string }>(error)) {
    const user: User | undefined = error.response?.data;
    const sent: { q: string } | undefined = error.config?.data;
    return [user, sent, error.code === AxiosError.ERR_NETWORK, error.toJSON(), error.cause, error.status];
  }
  if (isCancel(error)) return error.message;
  if (error instanceof AxiosError) return error.code;
  if (error instanceof CanceledError) return error.name;
  return new AxiosError('m', AxiosError.ERR_BAD_REQUEST, undefined, {}, undefined);
}

class AppError extends AxiosError<User> {
  constructor(public detail: string) {
    super(detail, 'APP');
  }
}
export const wrapped = AxiosError.from(new AppError('x'), 'CODE');

client.defaults.headers.common.Authorization = 'Bearer';
client.defaults.headers['X-Own'] = 'x';
client.defaults.headers.post['Content-Type'] = 'application/json';
delete client.defaults.headers.common['Authorization'];
client.defaults.baseURL = undefined;
client.defaults.timeout = 5;

const source: CancelTokenSource = axios.CancelToken.source();
source.token.subscribe((reason) => reason);
source.cancel('stop');
export const token: CancelToken = new axios.CancelToken((cancel: Canceler) => cancel('x'));
export const controlled = client.get('/a', { signal: new AbortController().signal, cancelToken: token });

const headers = AxiosHeaders.from('a: b');
export const values: AxiosHeaderValue[] = [headers.get('a'), ...Object.values(headers.toJSON())];
export const parameters: AxiosHeaderParameters = headers.get('content-type', AxiosHeaders.parseParameters);
for (const [name, value] of headers) console.log(name, value);
headers
  .set('a', 'b')
  .set({ c: ['d'] })
  .concat({ e: 'f' }, null)
  .normalize(true);
headers.set(new Map([['a', 'b']]));
headers.getContentType(/x/)?.index;
headers.delete(['a']) && headers.has('a', /b/) && headers.clear();

export const transform: AxiosRequestTransformer = function (data, sent) {
  sent.setContentType('text/plain');
  return this.url + data;
};
export const received: AxiosResponseTransformer = (data, got, status) => [data, got['set-cookie'], status];
export const adapter: AxiosAdapter = (config) =>
  Promise.resolve({ data: 0, status: 1, statusText: '', headers: {}, config, request: null });
export const list = [axios.getAdapter(['fetch']), getAdapter(adapter), getAdapter(undefined)];
export const progress = (event: AxiosProgressEvent) =>
  event.total ? event.loaded / event.total : event.bytes;
export const config: AxiosRequestConfig<User> = {
  data: { id: 1, name: 'n' },
  onUploadProgress: progress,
  onDownloadProgress: ({ progress: done = 0 }) => done,
  validateStatus: null,
  responseType: 'blob',
  withXSRFToken: ({ url }) => url === '/a',
  fetchOptions: { cache: 'no-store', priority: 'high' },
  env: { fetch: globalThis.fetch, FormData },
  formSerializer: { visitor: (value, key, path, helpers) => helpers.isVisitable(value) },
  maxRate: [1, 2],
  proxy: false,
  httpAgent: {},
  redact: ['password'],
  parseReviver: (key, value, context) => context?.source ?? value,
  sent: 1,
};
export const merged = mergeConfig(config, { headers: { 'X-A': 'b' } });
export const forms = [
  toFormData({ a: 1 }),
  formToJSON(new FormData()),
  spread((...a: number[]) => a.length)([1]),
];
export const several: Promise<number[]> = all([1, Promise.resolve(2)]);
export const bare = new Axios({ baseURL: '/x' });
export const made = create({ headers: new AxiosHeaders() });
export const statics: AxiosStatic = axios;
export const ok: HttpStatusCode = HttpStatusCode.Ok;
export const custom = async <T, D = unknown>(given: AxiosRequestConfig<D>): Promise<T> =>
  client.request<T, AxiosResponse<T>, D>(given).then((response) => response.data);

export type Named = [
  AxiosBasicCredentials,
  AxiosDefaults,
  AxiosInterceptorManager<AxiosResponse>,
  AxiosInterceptorOptions,
  AxiosProxyConfig,
  AxiosResponseDefault,
  AxiosResponseHeaders,
  Cancel,
  CancelStatic,
  CancelTokenStatic,
  CreateAxiosDefaults,
  CustomParamsSerializer,
  FormDataVisitorHelpers,
  FormSerializerOptions,
  GenericAbortSignal,
  GenericFormData,
  GenericHTMLFormElement,
  HeadersDefaults,
  Method,
  ParamEncoder,
  ParamsSerializerOptions,
  RawAxiosHeaders,
  RawAxiosRequestConfig,
  RawAxiosRequestHeaders,
  RawAxiosResponseHeaders,
  ResponseType,
  SerializerOptions,
  SerializerVisitor,
  TransitionalOptions,
  AddressFamily,
  LookupAddress,
  LookupAddressEntry,
  responseEncoding,
];

// @ts-expect-error a response type that does not exist
client.get('/a', { responseType: 'xml' });
// @ts-expect-error a method takes a URL first
client.get({ url: '/a' });
// @ts-expect-error timeouts are numbers
axios.create({ timeout: '1' });
