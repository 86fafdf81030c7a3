// React with TanStack Query: fifty queries in fifty components, and the session's state by `everfetch/react`.

import React, { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useSession } from 'everfetch/react';
import { COUNT, api, finish, load, signIn } from './session.js';

const done = new Set();

function Item({ page }) {
  const { data, error } = useQuery({ queryKey: ['items', page], queryFn: () => load(page), retry: false });
  useEffect(() => {
    if (error) finish(`failed ${error.message}`);
    if (data !== page) return;
    done.add(page);
    if (done.size === COUNT) finish(`done ${done.size}`);
  }, [data, error, page]);
  return <li>{data ?? '…'}</li>;
}

function App() {
  const { state } = useSession(api);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    signIn().then(
      () => setReady(true),
      (error) => finish(`failed ${error.message}`),
    );
  }, []);
  if (!isReady || state === 'ended') return <p>{state}</p>;
  return (
    <ul>
      {Array.from({ length: COUNT }, (_, index) => (
        <Item key={index} page={index + 1} />
      ))}
    </ul>
  );
}

createRoot(document.getElementById('app')).render(
  <QueryClientProvider client={new QueryClient()}>
    <App />
  </QueryClientProvider>,
);
