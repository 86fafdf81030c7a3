export const API_URL = 'https://api.example.com';
export const TOKEN_KEY = 'token';
export const REFRESH_KEY = 'refresh';
