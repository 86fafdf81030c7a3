import axios from 'axios';

let accessToken: string | null = null;

export const setAccessToken = (token: string | null) => {
  accessToken = token;
};

export const api = axios.create({ baseURL: 'https://api.example.com', withCredentials: true });

api.interceptors.request.use((config) => {
  if (accessToken) {
    config.headers.Authorization = `Bearer ${accessToken}`;
  }
  return config;
});

api.interceptors.response.use(
  (response) => response,
  async (error) => {
    const prevRequest = error?.config;
    if (error?.response?.status === 401 && !prevRequest?.sent) {
      prevRequest.sent = true;
      try {
        const { data } = await axios.get('https://api.example.com/auth/refresh', { withCredentials: true });
        setAccessToken(data.accessToken);
        prevRequest.headers['Authorization'] = `Bearer ${data.accessToken}`;
        return api(prevRequest);
      } catch (err) {
        setAccessToken(null);
        window.location.href = '/login';
        return Promise.reject(err);
      }
    }
    return Promise.reject(error);
  },
);
