import ky from 'ky';

export const http = ky.create({
  prefixUrl: 'https://api.example.com/api',
  retry: { limit: 1, statusCodes: [503] },
});
