// The same as a service worker, in which nothing can be imported later.

import '/pkg/core.js';
import './worker.js';
