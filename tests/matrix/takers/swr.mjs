import { JSDOM } from 'jsdom';
import { api, equal, job } from './api.mjs';

const { window } = new JSDOM('<div id="app"></div>', { url: 'https://app.example/' });
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: false });
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true });
const { createElement, useEffect } = await import('react');
const { createRoot } = await import('react-dom/client');
const { default: useSWR } = await import('swr');

const fetcher = async (key) => {
  const response = await api(key);
  if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
  return response.json();
};
/** Renders a component that asks, until it has got something. */
const ask = (key) =>
  new Promise((resolve) => {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const Shown = () => {
      const { data, error } = useSWR(key, fetcher, { shouldRetryOnError: false });
      useEffect(() => {
        if (data || error) resolve(error ?? data.name);
      });
      return data?.name ?? null;
    };
    root.render(createElement(Shown));
  });
await job(
  (n) => ask(`/me?n=${n}`),
  async () => equal((await ask('/me?n=99')).status, 401),
);
