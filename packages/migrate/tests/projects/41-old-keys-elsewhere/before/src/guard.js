export const requireAuth = () => {
  if (!localStorage.getItem('accessToken')) window.location.href = '/login';
};
