import axios, { type AxiosInstance } from 'axios';

class HttpService {
  readonly client: AxiosInstance;
  private refreshing: Promise<string> | null = null;

  constructor() {
    this.client = axios.create({ baseURL: 'https://api.example.com', timeout: 20000 });

    this.client.interceptors.request.use((config) => {
      const token = localStorage.getItem('accessToken');
      if (token) config.headers.Authorization = `Bearer ${token}`;
      return config;
    });

    this.client.interceptors.response.use(
      (response) => response,
      async (error) => {
        const original = error.config;
        if (error.response?.status !== 401 || original._retry) throw error;
        original._retry = true;
        this.refreshing ??= this.refresh().finally(() => {
          this.refreshing = null;
        });
        const token = await this.refreshing;
        original.headers.Authorization = `Bearer ${token}`;
        return this.client(original);
      },
    );
  }

  private async refresh(): Promise<string> {
    try {
      const { data } = await axios.post('https://api.example.com/auth/refresh', {
        refreshToken: localStorage.getItem('refreshToken'),
      });
      localStorage.setItem('accessToken', data.accessToken);
      localStorage.setItem('refreshToken', data.refreshToken);
      return data.accessToken;
    } catch (failure) {
      localStorage.removeItem('accessToken');
      localStorage.removeItem('refreshToken');
      window.location.href = '/login';
      throw failure;
    }
  }
}

export default new HttpService().client;
