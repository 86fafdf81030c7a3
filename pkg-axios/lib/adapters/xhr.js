// `axios/lib/adapters/xhr.js`: everfetch's adapter, or `false` where there is no XMLHttpRequest.
import { getAdapter } from 'everfetch';

export default typeof XMLHttpRequest !== 'undefined' && getAdapter('xhr');
