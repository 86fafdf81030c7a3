const ACCESS = 'accessToken';
const REFRESH = 'refreshToken';

export const storage = {
  get access() {
    return localStorage.getItem(ACCESS);
  },
  getToken: () => localStorage.getItem(ACCESS),
  getRefreshToken: () => localStorage.getItem(REFRESH),
  setToken: (token: string) => localStorage.setItem(ACCESS, token),
  setRefreshToken: (token: string) => localStorage.setItem(REFRESH, token),
  clear: () => {
    localStorage.removeItem(ACCESS);
    localStorage.removeItem(REFRESH);
  },
};
