// Code as applications write it for axios-auth-refresh.
import axios from 'axios';
import createDefault, {
  createAuthRefresh,
  createAuthRefreshInterceptor,
  type AxiosAuthRefreshOptions,
  type AxiosAuthRefreshRequestConfig,
} from 'axios-auth-refresh';

const api = axios.create();
const options: AxiosAuthRefreshOptions = {
  statusCodes: [401, 419],
  shouldRefresh: (error) => error.response?.status === 401,
  retryInstance: api,
  interceptNetworkError: false,
  deduplicateRefresh: true,
  onRetry: (config) => ({ ...config, baseURL: '' }),
  maxRetries: 1,
};
const refresh = async (failed: any) => {
  const { data } = await axios.post<{ token: string }>('/refresh');
  failed.response.config.headers.Authorization = `Bearer ${data.token}`;
};
const id: number = createAuthRefresh(api, refresh, options);
createAuthRefreshInterceptor(api, refresh);
createDefault(api, refresh);
api.interceptors.response.eject(id);
const config: AxiosAuthRefreshRequestConfig = { skipAuthRefresh: true };
void api.get('/x', config);
