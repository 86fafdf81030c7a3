import axiosInstance from './axios';

export const load = (id) => axiosInstance.get(`/items/${id}`).then((res) => res.data);

export const login = (user, password) =>
  axiosInstance.post('/login', { user, password }).then((res) => {
    localStorage.setItem('access', res.data.access);
    localStorage.setItem('refresh', res.data.refresh);
  });

export const logout = () => {
  localStorage.removeItem('access');
  localStorage.removeItem('refresh');
};
