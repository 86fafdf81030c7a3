// The same types for `require`.
import axios = require('everfetch');
export = axios;
