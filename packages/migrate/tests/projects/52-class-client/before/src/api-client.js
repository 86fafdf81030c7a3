import axios from 'axios';

class ApiClient {
  constructor() {
    this.axios = axios.create({ baseURL: 'https://api.example.com' });
    this.isRefreshing = false;
    this.queue = [];
    this.setUpInterceptors();
  }

  setUpInterceptors() {
    this.axios.interceptors.request.use((config) => {
      const token = localStorage.getItem('accessToken');
      if (token) config.headers.Authorization = `Bearer ${token}`;
      return config;
    });

    this.axios.interceptors.response.use(
      (response) => response,
      async (error) => {
        const original = error.config;
        if (error.response?.status !== 401 || original._retry) return Promise.reject(error);
        if (this.isRefreshing) {
          return new Promise((resolve, reject) => {
            this.queue.push({ resolve, reject });
          }).then((token) => {
            original.headers.Authorization = `Bearer ${token}`;
            return this.axios(original);
          });
        }
        original._retry = true;
        this.isRefreshing = true;
        try {
          const token = await this.refreshToken();
          this.queue.forEach(({ resolve }) => resolve(token));
          original.headers.Authorization = `Bearer ${token}`;
          return this.axios(original);
        } catch (failure) {
          this.queue.forEach(({ reject }) => reject(failure));
          localStorage.removeItem('accessToken');
          localStorage.removeItem('refreshToken');
          window.location.href = '/login';
          return Promise.reject(failure);
        } finally {
          this.queue = [];
          this.isRefreshing = false;
        }
      },
    );
  }

  async refreshToken() {
    const { data } = await axios.post('https://api.example.com/auth/refresh', {
      refreshToken: localStorage.getItem('refreshToken'),
    });
    localStorage.setItem('accessToken', data.accessToken);
    localStorage.setItem('refreshToken', data.refreshToken);
    return data.accessToken;
  }

  get(url, config) {
    return this.axios.get(url, config);
  }

  async login(user, password) {
    const { data } = await this.axios.post('/auth/login', { user, password });
    localStorage.setItem('accessToken', data.accessToken);
    localStorage.setItem('refreshToken', data.refreshToken);
  }
}

export const api = new ApiClient();
