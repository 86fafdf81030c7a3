#!/usr/bin/env node
import { run } from '../src/cli/main.js';

// `| head` closes the stream when it has enough.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = run(process.argv.slice(2));
