'use client';

import { useEffect, useState } from 'react';
import everfetch from 'everfetch';

const COUNT = 50;

async function mainJob(baseURL) {
  const api = everfetch.create({ baseURL, session: { refresh: '/auth/refresh' } });
  const { data } = await api.post('/auth/login', { user: 'ada', mode: 'bearer' }, { session: false });
  await api.session.signIn(data);
  await api.post('/control/expire', null, { session: false });
  const answers = await Promise.all(
    Array.from({ length: COUNT }, (_, index) =>
      api.get('/api/items', { params: { page: index + 1, limit: 1 } }),
    ),
  );
  return new Set(answers.map((answer) => answer.data.page)).size;
}

export function Job({ baseURL }) {
  const [text, setText] = useState('…');
  useEffect(() => {
    mainJob(baseURL)
      .then(
        (count) => `done ${count}`,
        (error) => `failed ${error.message}`,
      )
      .then((outcome) => {
        document.body.dataset.outcome = outcome;
        setText(outcome);
      });
  }, [baseURL]);
  return <p>{text}</p>;
}
