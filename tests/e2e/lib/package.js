// Which package is under test: the one that was built, or a copy that EVERFETCH_PKG names.

import { resolve } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';

export const packageDir = process.env.EVERFETCH_PKG ? resolve(process.env.EVERFETCH_PKG) : at('pkg');
