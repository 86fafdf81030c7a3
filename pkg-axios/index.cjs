// What `require('axios')` gets: the callable client, with everything that has a name, and itself as `default`.
'use strict';

module.exports = require('everfetch');
// It is there already; written down for tools that read a module without running it.
module.exports.default = module.exports;
