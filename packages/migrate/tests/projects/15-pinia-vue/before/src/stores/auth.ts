import { defineStore } from 'pinia';

export const useAuthStore = defineStore('auth', {
  state: () => ({ token: '', refreshToken: '' }),
  actions: {
    setTokens(token: string, refreshToken: string) {
      this.token = token;
      this.refreshToken = refreshToken;
    },
    logout() {
      this.token = '';
      this.refreshToken = '';
    },
  },
});
