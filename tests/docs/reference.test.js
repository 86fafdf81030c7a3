// The reference (`npm run docs`) is made of the types without a warning: no broken link, and no type that is used and missing.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from './lib/pages.js';

const run = promisify(execFile);

test('the reference is made without a warning, and has what a user calls', { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'everfetch-reference-'));
  try {
    const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
    const options = ['--options', join(root, 'docs/typedoc.json'), '--out', folder, '--logLevel', 'Warn'];
    const { stdout, stderr } = await run(process.execPath, [typedoc, ...options], { cwd: root });
    expect(stdout + stderr).toBe('');
    const pages = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
    for (const name of ['SessionOptions', 'Session', 'AxiosRequestConfig'])
      expect(pages).toContain(`interfaces/index.${name}.html`);
    const session = await readFile(join(folder, 'interfaces/index.Session.html'), 'utf8');
    expect(session).toContain('never rejects');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
