// @ts-check
/** React Native had a URL for years whose members threw. Then each option that takes a URL would seem to be wrong. */
import { AxiosError } from '../errors.js';

export const needURL = () => {
  try {
    if (new URL('/', 'http://localhost').protocol === 'http:') return;
  } catch {
    // It is missing, or one of those.
  }
  throw new AxiosError(
    "URL is missing or incomplete here; in React Native, import 'react-native-url-polyfill/auto' first",
    'ERR_NOT_SUPPORT',
  );
};
