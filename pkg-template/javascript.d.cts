// The types of `require('everfetch/javascript')`: those of `everfetch`.

import everfetch = require('./index.cjs');
export = everfetch;
