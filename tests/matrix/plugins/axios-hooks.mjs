// A component shows that a request is under way, then its data, and asks again; another one shows what went wrong.
import axios from 'axios';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { url: 'https://app.example.com/' });
for (const name of ['window', 'document', 'Node', 'Element', 'HTMLElement'])
  globalThis[name] = name === 'window' ? window : window[name];
globalThis.navigator ??= window.navigator;
const { createElement, useEffect } = await import('react');
const { createRoot } = await import('react-dom/client');
const { makeUseAxios } = await import('axios-hooks');

/** Mounts the hook, and hands over each of its results until one satisfies. */
const mounted = (useAxios, config, options, isDone) =>
  new Promise((resolve) => {
    const root = createRoot(document.createElement('div'));
    const Component = () => {
      const [state, execute] = useAxios(config, options);
      useEffect(() => {
        if (isDone(state)) resolve({ state, execute, unmount: () => root.unmount() });
      });
      return null;
    };
    root.render(createElement(Component));
  });

const isSettled = ({ loading, data, error }) => !loading && Boolean(data || error);

export async function main(baseURL) {
  const useAxios = makeUseAxios({ axios: axios.create({ baseURL }) });
  const first = await mounted(useAxios, '/counted/a', {}, isSettled);
  const again = await first.execute();
  const cached = await mounted(useAxios, '/counted/a', {}, isSettled);
  const failed = await mounted(useAxios, '/refused', {}, isSettled);
  const manual = await mounted(useAxios, { url: '/users', method: 'POST' }, { manual: true }, () => true);
  const posted = await manual.execute({ data: { name: 'ada' } });
  const loading = await mounted(useAxios, '/users', { useCache: false }, (state) => state.loading);
  loading.unmount();
  return {
    first: first.state.data,
    again: again.data,
    cached: cached.state.data,
    failed: [failed.state.error.response.status, failed.state.error.name],
    posted: [posted.status, posted.data],
    loading: loading.state.loading,
  };
}

export function equip(api) {
  const useAxios = makeUseAxios({ axios: api, cache: false });
  return async (page) => {
    const { state } = await mounted(useAxios, { url: '/items', params: { page } }, {}, isSettled);
    return state.response ?? state.error;
  };
}
