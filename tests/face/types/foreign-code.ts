// An application that kept its own under names of everfetch, and declared it, before it moved here.
import axios, { type AxiosRequestConfig } from 'axios';

declare module 'axios' {
  interface AxiosRequestConfig {
    retry?: number;
    schema?: string;
    session?: boolean;
    debug?: 'all' | 'none';
  }
}

const config: AxiosRequestConfig = { retry: 3, schema: 'user', session: true, debug: 'all' };
export const left: number = (config.retry ?? 0) - 1;
export const asked = axios.get('/x', config);
axios.defaults.retry = 3;
