// The cases in the order in which they run.

import { cold } from './cold.mjs';
import { cpuGet, cpuPost } from './cpu.mjs';
import { memory } from './memory.mjs';
import { bigJson, download, loopback } from './network.mjs';
import { size } from './size.mjs';
import { late, storm, waiting } from './storm.mjs';

export const cases = [size, cpuGet, cpuPost, bigJson, loopback, storm, late, waiting, cold, memory, download];
