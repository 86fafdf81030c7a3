// Whether the commands of a shell block exist: npm's scripts in package.json, files where they are named. It runs none.

const BUILT_IN = ['start', 'test'];

/** What is wrong with one command, or nothing. */
const problem = (words, scripts, exists) => {
  const [name, verb, argument] = words;
  if (name === 'npm') {
    const script = verb === 'run' ? argument : BUILT_IN.includes(verb) ? verb : undefined;
    if (script) return scripts[script] ? undefined : `npm has no script "${script}"`;
    return ['install', 'uninstall', 'ci', 'pack'].includes(verb)
      ? undefined
      : `npm ${verb} is not known here`;
  }
  const paths = words.slice(1).filter((word) => /^(scripts|tests|docs|bench|examples)\//.test(word));
  const gone = paths.find((path) => !exists(path));
  if (gone) return `${gone} is not there`;
  return ['node', 'npx', 'cargo', 'cd', 'grep', 'sed', 'rustup'].includes(name)
    ? undefined
    : `${name} is not known here`;
};

/**
 * @param {{ file: string, line: number, text: string }} block @param {Record<string, string>} scripts
 * @param {(path: string) => boolean} exists @returns {string[]}
 */
export const checkShell = ({ file, line, text }, scripts, exists) =>
  text.split('\n').flatMap((row, index) =>
    row
      .replace(/(^|\s)#.*$/, '')
      .replace(/\$\(.*?\)/g, '')
      .split('&&')
      .map((part) =>
        part
          .trim()
          .split(/\s+/)
          .filter((word) => !/^[A-Z_]+=/.test(word)),
      )
      .filter((words) => words[0])
      .map((words) => problem(words, scripts, exists))
      .filter(Boolean)
      .map((what) => `${file}:${line + index} ${what}`),
  );
