// `axios/unsafe/helpers/isAbsoluteURL.js`: whether a URL names its origin, with a scheme or without one.
export default function isAbsoluteURL(url) {
  return typeof url === 'string' && /^([a-z][a-z\d+\-.]*:)?\/\//i.test(url);
}
