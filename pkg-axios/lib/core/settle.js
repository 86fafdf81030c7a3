// `axios/unsafe/core/settle.js`, for adapters of one's own: the status of an answer decides, by `validateStatus`.
export { settle as default } from '../../../pkg-template/src/adapters/settle.js';
