import axios from 'axios';
import { getRefreshToken, setTokens } from './token';

export async function refreshAccessToken() {
  const response = await axios.post('https://api.example.com/auth/refresh', { refreshToken: getRefreshToken() });
  setTokens(response.data.accessToken, response.data.refreshToken);
  return response.data.accessToken;
}
