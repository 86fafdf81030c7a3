// Checks the types of the JavaScript that is shipped: what `tsc --noEmit --strict -p pkg-template` says, and how often
// a type is `any`, which tsc does not mind. It fails at an error, and above the limit. `--list` shows the files that
// have `any`.

import { relative } from 'node:path';
import ts from 'typescript';
import { at, root } from './lib/paths.mjs';

/** Each one is a place where the compiler looks away. */
const LIMIT = 200;

/** Not judged yet: files that are being typed. */
const PENDING = [];

const config = ts.getParsedCommandLineOfConfigFile(
  at('pkg-template', 'tsconfig.json'),
  { strict: true, noEmit: true },
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => {
      throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
    },
  },
);
const program = ts.createProgram(config.fileNames, config.options);

const nameOf = (file) => relative(root, file.fileName).replaceAll('\\', '/');
const isJudged = (file) => !file || !PENDING.some((pattern) => pattern.test(nameOf(file)));

/** How often a file says `any`, or `*`, where a type stands; JSDoc counts. */
function countAny(file) {
  const seen = new Set();
  const visit = (node) => {
    // A comment with tags hangs on several nodes.
    if (seen.has(node)) return;
    seen.add(node);
    node.getChildren(file).forEach(visit);
    node.jsDoc?.forEach(visit);
  };
  visit(file);
  const isAny = ({ kind }) => kind === ts.SyntaxKind.AnyKeyword || kind === ts.SyntaxKind.JSDocAllType;
  return [...seen].filter(isAny).length;
}

const problems = ts.getPreEmitDiagnostics(program).filter(({ file }) => isJudged(file));
const counts = program
  .getSourceFiles()
  .filter((file) => config.fileNames.includes(file.fileName))
  .map((file) => ({ name: nameOf(file), count: countAny(file), isJudged: isJudged(file) }));
const sum = (rows) => rows.reduce((total, { count }) => total + count, 0);
const judged = sum(counts.filter((row) => row.isJudged));

if (problems.length)
  console.error(
    ts.formatDiagnosticsWithColorAndContext(problems, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  );
if (process.argv.includes('--list'))
  for (const { name, count } of counts.sort((one, two) => two.count - one.count))
    if (count) console.log(`${String(count).padStart(4)}  ${name}`);
console.log(
  `${problems.length} errors; ${judged} types are any (${LIMIT} at most), ${sum(counts)} with pending files`,
);
process.exitCode = problems.length || judged > LIMIT ? 1 : 0;
