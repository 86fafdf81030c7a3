// The arguments of the command. It decides what they mean, and says what is wrong with one that it does not know.

export const HELP = `everfetch-migrate: moves axios with interceptors, axios-auth-refresh and ky to everfetch's session

  npx everfetch-migrate [options] [paths]

Without options it changes nothing: it shows what it would change, and a report. Paths are folders or files of one
project; default is the folder that you are in.

  --write     changes the files
  --json      the report and the changes as JSON, for tools
  --no-diff   the report alone
  --force     writes also where git has changes that are not committed, or where there is no git
  --version   the version
  --help      this text

Exit codes: 0 everything was moved, or there was nothing to do; 1 something is yours to decide (with --write nothing was
written then); 2 the command could not do its work, or a file could not be written.

What is not understood is left as it is, with its file, line and reason. Docs: docs/migrating.md of everfetch.`;

const KNOWN = {
  '--write': 'write',
  '--json': 'json',
  '--force': 'force',
  '--no-diff': 'noDiff',
  '--version': 'version',
  '--help': 'help',
  '-h': 'help',
};

/** @param {string[]} args */
export function readOptions(args) {
  const options = { paths: [], problem: undefined };
  let isOver = false;
  for (const one of args) {
    if (one === '--') isOver = true;
    else if (!isOver && one.startsWith('-')) {
      const name = KNOWN[one];
      if (!name) options.problem = `there is no option ${one}; see --help`;
      else options[name] = true;
    } else options.paths.push(one);
  }
  return options;
}
