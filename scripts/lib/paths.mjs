// Where things are: the repository, what a build makes, and the tools shared by all clones of one user.
// Decides names of places only; nothing is read or created here.

import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const at = (...parts) => join(root, ...parts);

export const windows = process.platform === 'win32';

const cacheHome =
  process.env.XDG_CACHE_HOME || (windows && process.env.LOCALAPPDATA) || join(homedir(), '.cache');
export const toolsDir = join(cacheHome, 'everfetch', 'tools');
const cargoBin = join(process.env.CARGO_HOME || join(homedir(), '.cargo'), 'bin');

// wasm-pack picks wasm-bindgen and wasm-opt from PATH, so the pinned ones have to come first.
// PATH may be spelt Path on Windows.
const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
const searched = [join(toolsDir, 'bin'), at('node_modules', '.bin'), cargoBin, process.env[pathKey] ?? ''];

export const searchPath = searched.join(delimiter).split(delimiter).filter(Boolean);
export const toolEnv = () => ({ ...process.env, [pathKey]: searchPath.join(delimiter) });
