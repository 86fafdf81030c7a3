// `axios/unsafe/core/buildFullPath.js`, for adapters of one's own: a URL joined to its base.
export { buildFullPath as default } from '../../../pkg-template/src/http/url.js';
