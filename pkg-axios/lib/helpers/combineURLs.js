// `axios/unsafe/helpers/combineURLs.js`: two parts of a URL with one slash between them.
export default function combineURLs(baseURL, relativeURL) {
  if (!relativeURL) return baseURL;
  let end = baseURL.length;
  // No expression: one that looks for slashes at the end takes long for a text that is full of them.
  while (baseURL[end - 1] === '/') end--;
  return baseURL.slice(0, end) + '/' + relativeURL.replace(/^\/+/, '');
}
