// The application of the cold start: a stored session, one request.

export const start = (everfetch) => {
  const api = everfetch.create({
    baseURL: '/s/cold',
    session: {
      refresh: '/auth/refresh',
      loginUrl: '/login',
      initial: () => ({ accessToken: localStorage.accessToken, refreshToken: localStorage.refreshToken }),
    },
  });
  api.get('/api/me').then(({ data }) => (document.title = `${performance.now()} ${data.user}`));
};
