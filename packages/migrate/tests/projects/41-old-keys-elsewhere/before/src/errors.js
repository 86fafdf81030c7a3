import axios from 'axios';

export function report(error) {
  if (axios.isAxiosError(error) && error.response?.status === 401) return 'Please sign in.';
  return 'Something went wrong.';
}
