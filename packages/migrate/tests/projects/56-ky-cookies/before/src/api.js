import ky from 'ky';

let refreshing;

const refresh = () => {
  refreshing ||= ky.post('https://api.example.com/auth/refresh', { credentials: 'include' }).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
};

export default ky.create({
  prefixUrl: 'https://api.example.com/',
  credentials: 'include',
  hooks: {
    afterResponse: [
      async (request, _options, response) => {
        if (response.status !== 401) return;
        try {
          await refresh();
        } catch {
          window.location.href = '/login';
          return response;
        }
        return ky(request);
      },
    ],
  },
});
