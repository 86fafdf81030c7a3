import ky from 'ky';

/** All requests go by this client. */
export const api = ky.create({
  prefixUrl: 'https://api.example.com',
  timeout: 15_000,
  hooks: {
    beforeRequest: [
      (request) => {
        const token = localStorage.getItem('accessToken');
        if (token) request.headers.set('Authorization', `Bearer ${token}`);
      },
    ],
    afterResponse: [
      async (request, options, response) => {
        if (response.status !== 401) return response;

        const refreshToken = localStorage.getItem('refreshToken');
        try {
          const data = await ky
            .post('https://api.example.com/auth/refresh', { json: { refreshToken } })
            .json();
          localStorage.setItem('accessToken', data.accessToken);
          localStorage.setItem('refreshToken', data.refreshToken);
          request.headers.set('Authorization', `Bearer ${data.accessToken}`);
          return ky(request);
        } catch (error) {
          localStorage.removeItem('accessToken');
          localStorage.removeItem('refreshToken');
          window.location.href = '/login';
          return response;
        }
      },
    ],
  },
});
