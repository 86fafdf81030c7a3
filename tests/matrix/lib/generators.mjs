// The generators of clients, each as its documentation calls it, and what each needs of the machine.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { runQuietly } from '../../../scripts/lib/run.mjs';

const module = (...path) => at('tests', 'matrix', 'node_modules', ...path);
const hasJava = () => spawnSync('java', ['-version']).status === 0;

/** Generators that speak on the console, and those that run as a program: in a process of their own. */
const script = (text, cwd) => runQuietly(process.execPath, ['--input-type=module', '-e', text], { cwd });

/**
 * By name: `package` is where its version stands, `generate` writes a client to a folder.
 * @type {Record<string, { package: string, skip?: string | false, generate: (input: string, output: string, root: string) => Promise<unknown> }>}
 */
export const generators = {
  'openapi-generator': {
    package: '@openapitools/openapi-generator-cli',
    skip: !hasJava() && 'openapi-generator is a program in Java, which is not installed',
    generate: (input, output, root) =>
      runQuietly(
        'java',
        [
          ...['-jar', module('@openapitools', 'openapi-generator-cli', 'bin', 'openapi-generator.jar')],
          ...['generate', '-i', input, '-g', 'typescript-axios', '-o', output],
        ],
        { cwd: root },
      ),
  },
  'openapi-typescript-codegen': {
    package: 'openapi-typescript-codegen',
    generate: (input, output, root) =>
      runQuietly(
        process.execPath,
        [
          module('openapi-typescript-codegen', 'bin', 'index.js'),
          ...['--input', input, '--output', output, '--client', 'axios'],
        ],
        { cwd: root },
      ),
  },
  'swagger-typescript-api': {
    package: 'swagger-typescript-api',
    generate: (input, output, root) =>
      script(
        `import { generateApi } from 'swagger-typescript-api';
        const [input, output] = ${JSON.stringify([input, output])};
        await generateApi({ input, output, fileName: 'api.ts', httpClientType: 'axios', silent: true });`,
        root,
      ),
  },
  'hey-api': {
    package: '@hey-api/openapi-ts',
    generate: (input, output, root) =>
      script(
        `import { createClient } from '@hey-api/openapi-ts';
        const [input, output] = ${JSON.stringify([input, output])};
        const plugins = ['@hey-api/client-axios', '@hey-api/sdk', '@hey-api/typescript'];
        await createClient({ input, output, plugins, logs: { level: 'silent' } });`,
        root,
      ),
  },
  orval: {
    package: 'orval',
    generate: (input, output, root) =>
      script(
        `import { generate } from 'orval';
        const [input, target, path] = ${JSON.stringify([input, join(output, 'api.ts'), join(root, 'mutator.ts')])};
        const mutator = { path, name: 'http' };
        await generate({ input, output: { target, client: 'axios-functions', mode: 'single', override: { mutator } } }, '.');`,
        root,
      ),
  },
};
