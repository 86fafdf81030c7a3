import request from './request'

export const load = (id) => request.get('/items/' + id).then((response) => response.data)

export function login(username, password) {
  return request.post('/auth/login', { username, password }).then(({ data }) => {
    localStorage.setItem('access_token', data.access_token)
    localStorage.setItem('refresh_token', data.refresh_token)
  })
}

export function logout() {
  localStorage.removeItem('access_token')
  localStorage.removeItem('refresh_token')
}
