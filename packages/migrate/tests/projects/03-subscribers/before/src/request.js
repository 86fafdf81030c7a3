import axios from 'axios'

const request = axios.create({ baseURL: 'https://api.example.com' })

let isAlreadyFetchingAccessToken = false
let subscribers = []

function onAccessTokenFetched(access_token) {
  subscribers = subscribers.filter((callback) => callback(access_token))
}

function addSubscriber(callback) {
  subscribers.push(callback)
}

request.interceptors.request.use((config) => {
  config.headers.Authorization = `Bearer ${localStorage.getItem('access_token')}`
  return config
})

request.interceptors.response.use(
  function (response) {
    return response
  },
  function (error) {
    const { config, response: { status } } = error
    const originalRequest = config

    if (status === 401) {
      if (!isAlreadyFetchingAccessToken) {
        isAlreadyFetchingAccessToken = true
        axios
          .post('https://api.example.com/oauth/token', {
            grant_type: 'refresh_token',
            refresh_token: localStorage.getItem('refresh_token'),
            client_id: 'web',
          })
          .then(({ data }) => {
            isAlreadyFetchingAccessToken = false
            localStorage.setItem('access_token', data.access_token)
            localStorage.setItem('refresh_token', data.refresh_token)
            onAccessTokenFetched(data.access_token)
          })
          .catch(() => {
            isAlreadyFetchingAccessToken = false
            subscribers = []
            localStorage.removeItem('access_token')
            localStorage.removeItem('refresh_token')
            location.href = '/signin'
          })
      }

      const retryOriginalRequest = new Promise((resolve) => {
        addSubscriber((access_token) => {
          originalRequest.headers.Authorization = 'Bearer ' + access_token
          resolve(axios(originalRequest))
        })
      })
      return retryOriginalRequest
    }
    return Promise.reject(error)
  },
)

export default request
