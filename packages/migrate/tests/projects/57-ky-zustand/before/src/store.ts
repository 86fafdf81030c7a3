import { create } from 'zustand';

export const useAuth = create((set: any) => ({
  token: null,
  setToken: (token: string) => set({ token }),
  clear: () => set({ token: null }),
}));
