const { api } = require('./api');
const load = async (id) => (await api.get(`/items/${id}`)).data;

async function login(user, password) {
  const { data } = await api.post('/auth/login', { user, password });
  localStorage.setItem('accessToken', data.accessToken);
  localStorage.setItem('refreshToken', data.refreshToken);
}

function logout() {
  localStorage.removeItem('accessToken');
  localStorage.removeItem('refreshToken');
}

module.exports = { load, login, logout };
