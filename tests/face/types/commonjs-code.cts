// The same package by require.
import everfetch = require('everfetch');
import type {
  AxiosError,
  AxiosInstance,
  AxiosRequestConfig,
  InternalAxiosRequestConfig,
  SessionOptions,
} from 'everfetch';

declare module 'everfetch' {
  interface AxiosRequestConfig {
    _own?: string;
  }
}

const session: SessionOptions = { refresh: '/refresh' };
const api: AxiosInstance = everfetch.create({ session });
const config: AxiosRequestConfig<{ a: number }> = { data: { a: 1 }, _own: 'x' };

const call = async (): Promise<number> => {
  const { data } = await api.post<{ id: number }>('/x', { a: 1 }, config);
  await new everfetch.ApiClient({ session }).session.ready();
  return data.id + everfetch.HttpStatusCode.Ok;
};
const failed = (error: AxiosError<string>): string | undefined =>
  error instanceof everfetch.AxiosError ? error.response?.data : everfetch.AxiosError.ERR_NETWORK;
const headers: everfetch.AxiosHeaders = new everfetch.AxiosHeaders({ a: 'b' });
api.interceptors.request.use((given: InternalAxiosRequestConfig) => given);

// @ts-expect-error refresh is required
everfetch.create({ session: {} });

export = [call, failed, headers];
