// What plugins typed for axios are given, and give back: each of axios's types and everfetch's own take each other's place.
import type * as theirs from 'axios';
import type * as ours from 'everfetch';

const into = <T>(value: T): T => value;
declare const a: {
  instance: theirs.AxiosInstance;
  response: theirs.AxiosResponse;
  error: theirs.AxiosError;
  internal: theirs.InternalAxiosRequestConfig;
  config: theirs.AxiosRequestConfig;
  defaults: theirs.CreateAxiosDefaults;
};
declare const b: {
  instance: ours.AxiosInstance;
  response: ours.AxiosResponse;
  error: ours.AxiosError;
  internal: ours.InternalAxiosRequestConfig;
  config: ours.AxiosRequestConfig;
  defaults: ours.CreateAxiosDefaults;
};
export const toTheirs = [
  into<theirs.AxiosInstance>(b.instance),
  into<theirs.AxiosResponse>(b.response),
  into<theirs.AxiosError>(b.error),
  into<theirs.InternalAxiosRequestConfig>(b.internal),
  into<theirs.AxiosRequestConfig>(b.config),
  into<theirs.CreateAxiosDefaults>(b.defaults),
];
export const toOurs = [
  // axios has no session and no `fetch`, and its `create` makes instances without them.
  into<Omit<ours.AxiosInstance, 'session' | 'fetch' | 'create'>>(a.instance),
  into<ours.AxiosResponse>(a.response),
  into<ours.AxiosError>(a.error),
  into<ours.InternalAxiosRequestConfig>(a.internal),
  into<ours.AxiosRequestConfig>(a.config),
  into<ours.CreateAxiosDefaults>(a.defaults),
];
