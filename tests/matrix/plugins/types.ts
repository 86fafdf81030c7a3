// Each plugin takes an instance of the axios that is here, by its types.
import axios from 'axios';
import { setupCache } from 'axios-cache-interceptor';
import applyCaseMiddleware from 'axios-case-converter';
import { makeUseAxios } from 'axios-hooks';
import * as AxiosLogger from 'axios-logger';
import MockAdapter from 'axios-mock-adapter';
import rateLimit from 'axios-rate-limit';
import axiosRetry from 'axios-retry';

const api = axios.create({ session: { refresh: '/auth/refresh' } });

axiosRetry(api, { retries: 3, retryCondition: axiosRetry.isNetworkOrIdempotentRequestError });
new MockAdapter(api).onGet('/users').reply(200);
setupCache(api, { ttl: 1000 });
rateLimit(api, { maxRequests: 2, perMilliseconds: 1000 });
applyCaseMiddleware(api);
makeUseAxios({ axios: api });
api.interceptors.request.use(AxiosLogger.requestLogger, AxiosLogger.errorLogger);
api.interceptors.response.use(AxiosLogger.responseLogger, AxiosLogger.errorLogger);
void api.session.signIn({ accessToken: 'a', refreshToken: 'b' });
