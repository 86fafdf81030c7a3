// `axios/unsafe/helpers/buildURL.js`, for adapters of one's own: a URL with its query.
export { buildURL as default } from '../../../pkg-template/src/http/url.js';
