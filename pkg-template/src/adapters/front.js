// @ts-check
/** What the modules of the chunk of rare parts take from the page's part, as session/front.js says. */
export { settle, timeoutError } from './settle.js';
export { setHeader, unsendable, unsupportedScheme, wire } from './wire.js';
export { CanceledError, onCancel } from '../cancel.js';
export { AxiosError, setCause } from '../errors.js';
export { parseParameters } from '../http/header-text.js';
export { AxiosHeaders } from '../http/headers.js';
export { buildFullPath, parseURL, schemeOf } from '../http/url.js';
export { wrong } from '../session/options.js';
export { leaveAlone } from '../session/report.js';
export { withSession } from '../session/with-session.js';
