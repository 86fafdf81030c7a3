// What orval's calls go through, as its documentation shows it.
import type { AxiosInstance, AxiosRequestConfig } from 'axios';

let instance: AxiosInstance;
export const use = (api: AxiosInstance): void => {
  instance = api;
};

export const http = async <T>(config: AxiosRequestConfig, options?: AxiosRequestConfig): Promise<T> => {
  const { data } = await instance<T>({
    ...config,
    ...options,
    headers: { ...config.headers, ...options?.headers },
  });
  return data;
};
