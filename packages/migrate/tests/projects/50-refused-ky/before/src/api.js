import ky from 'ky';
import { metrics } from './metrics';

export const api = ky.create({
  prefixUrl: 'https://api.example.com',
  hooks: {
    beforeRequest: [
      (request) => {
        request.headers.set('Authorization', `Bearer ${localStorage.getItem('accessToken')}`);
      },
    ],
    afterResponse: [
      async (request, options, response) => {
        if (response.status !== 401) return response;
        const { accessToken } = await ky
          .post('https://api.example.com/auth/refresh', {
            json: { refreshToken: localStorage.getItem('refreshToken') },
          })
          .json();
        localStorage.setItem('accessToken', accessToken);
        metrics.count('token.refreshed', request.url);
        request.headers.set('Authorization', `Bearer ${accessToken}`);
        return ky(request);
      },
    ],
  },
});
