import axios from 'axios';

class HttpClient {
  constructor() {
    this.instance = axios.create({ baseURL: 'https://api.example.com' });
    this.instance.interceptors.response.use(
      (response) => response,
      (error) => this.refresh(error),
    );
  }

  async refresh(error) {
    if (error.response?.status !== 401) throw error;
    return this.instance(error.config);
  }
}

export const api = new HttpClient().instance;
