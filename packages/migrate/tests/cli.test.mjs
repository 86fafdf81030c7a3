// The command on a disk: what it writes and when, exit codes, and input that is not in order.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { projects } from './lib/projects.mjs';

const command = fileURLToPath(new URL('../bin/everfetch-migrate.js', import.meta.url));
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const [sample] = projects();

function folderWith(files = sample.before) {
  const folder = mkdtempSync(join(tmpdir(), 'everfetch-migrate-'));
  folders.push(folder);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const run = (folder, ...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
};
const git = (folder, ...args) => {
  const result = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(result.status, 0, result.stderr);
};
const commit = (folder) => {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'as it was');
};
const unchanged = (folder, files = sample.before) => {
  for (const [path, text] of files) assert.equal(readFileSync(join(folder, path), 'utf8'), text, path);
};

test('without options it shows a diff and a report, and changes nothing', () => {
  const folder = folderWith();
  const { status, stdout } = run(folder);
  assert.equal(status, 0);
  assert.match(stdout, /^--- a\/src\/api\.js/m);
  assert.match(stdout, /^\+ {2}session: \{/m);
  assert.match(
    stdout,
    /^Moved: \d+\n[\s\S]*^Left \(works unchanged\): nothing\n[\s\S]*^Yours to decide: nothing/m,
  );
  assert.match(stdout, /files would change\. Add --write/);
  unchanged(folder);
});

test('--write writes, and a second run has nothing to do', () => {
  const folder = folderWith();
  commit(folder);
  const { status, stdout } = run(folder, '--write');
  assert.equal(status, 0);
  assert.match(stdout, /files written/);
  assert.doesNotMatch(stdout, /^\+\+\+/m);
  assert.match(readFileSync(join(folder, 'src/api.js'), 'utf8'), /session: \{/);
  assert.match(readFileSync(join(folder, 'package.json'), 'utf8'), /"everfetch": "/);
  const again = run(folder, '--write', '--force');
  assert.equal(again.status, 0);
  assert.match(again.stdout, /There is nothing to move/);
});

test('--write wants git, and no changes that are not committed; --force does without', () => {
  const folder = folderWith();
  const without = run(folder, '--write');
  assert.equal(without.status, 2);
  assert.match(without.stderr, /nothing was written: there is no git here/);
  unchanged(folder);
  commit(folder);
  writeFileSync(join(folder, 'src/api.js'), `${sample.before.get('src/api.js')}\n// mine\n`);
  const dirty = run(folder, '--write');
  assert.equal(dirty.status, 2);
  assert.match(
    dirty.stderr,
    /a file to be written has changes that are not committed\. Commit first, or add --force/,
  );
  assert.equal(run(folder, '--write', '--force').status, 0);
  assert.match(readFileSync(join(folder, 'src/api.js'), 'utf8'), /session: \{[\s\S]*\/\/ mine\n$/);
});

test('a project that is refused gives 1 and changes nothing', () => {
  const refused = projects().find((one) => one.refused);
  const folder = folderWith(refused.before);
  const { status, stdout } = run(folder, '--write', '--force');
  assert.equal(status, 1);
  assert.match(stdout, /Yours to decide: \d/);
  assert.match(stdout, /\(docs\/[\w/-]+\.md/);
  unchanged(folder, refused.before);
});

test('--json is JSON', () => {
  const { status, stdout } = run(folderWith(), '--json');
  assert.equal(status, 0);
  const report = JSON.parse(stdout);
  assert.deepEqual(
    report.changes.map(({ file }) => file),
    report.changed,
  );
  assert.equal(report.written, false);
  for (const { file, line, what, why } of report.moved) assert.ok(file && line && what && why);
});

test('--help, --version and what it does not know', () => {
  assert.match(run('.', '--help').stdout, /npx everfetch-migrate \[options\]/);
  assert.match(run('.', '--version').stdout, /^\d+\.\d+\.\d+\n$/);
  const unknown = run('.', '--wirte');
  assert.deepEqual([unknown.status, unknown.stdout], [2, '']);
  assert.match(unknown.stderr, /there is no option --wirte/);
  const missing = run('.', 'nowhere');
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /nowhere: there is no such file or folder/);
});

test('one folder of several', () => {
  const folder = folderWith(
    new Map([
      ...[...sample.before].map(([path, text]) => [`web/${path}`, text]),
      ['server/index.js', "import axios from 'axios';\naxios.get('http://x');\n"],
    ]),
  );
  const { stdout } = run(folder, 'web');
  assert.match(stdout, /a\/web\/src\/api\.js/);
  assert.doesNotMatch(stdout, /server/);
});

test('loops of links, broken links, large and binary files are a line each, and end', () => {
  const folder = folderWith();
  symlinkSync(folder, join(folder, 'src/loop'));
  symlinkSync('b', join(folder, 'src/a'));
  symlinkSync('a', join(folder, 'src/b'));
  symlinkSync('gone.js', join(folder, 'src/broken.js'));
  writeFileSync(join(folder, 'src/large.js'), `export const x = [${'1,'.repeat(5_000_000)}];`);
  writeFileSync(join(folder, 'src/latin.js'), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
  writeFileSync(join(folder, 'src/vendor.min.js'), `var axios=${'a'.repeat(6000)};`);
  writeFileSync(
    join(folder, 'src/generated.ts'),
    `// This file is auto-generated. Do not edit.\nimport axios from 'axios';\n`,
  );
  const { status, stdout } = run(folder, '--no-diff');
  assert.equal(status, 0);
  for (const line of [
    /src\/a:1\n {4}it is a loop of links/,
    /src\/broken\.js:1\n {4}it is a link that leads nowhere/,
    /src\/large\.js:1\n {4}it has 10 MB/,
    /src\/latin\.js:1\n {4}it is no UTF-8 text/,
    /src\/vendor\.min\.js:1\n {4}it is minified/,
    /src\/generated\.ts:1\n {4}it says that it is generated/,
  ])
    assert.match(stdout, line);
});

test('a file that does not parse keeps everything as it is where it may be part of it', () => {
  const folder = folderWith(
    new Map([
      ...sample.before,
      ['src/broken.js', "import axios from 'axios';\nconst = ;\n"],
      ['src/other.js', 'const = ;\n'],
    ]),
  );
  const { status, stdout } = run(folder);
  assert.equal(status, 1);
  assert.match(stdout, /src\/broken\.js:1\n {4}it does not parse: .*nothing is moved before it does/);
  assert.match(stdout, /src\/other\.js:1\n {4}it does not parse/);
});

test('rights stay, and a link is written through', () => {
  const folder = folderWith();
  chmodSync(join(folder, 'src/api.js'), 0o640);
  const outside = folderWith(new Map([['auth.js', sample.before.get('src/auth.js')]]));
  rmSync(join(folder, 'src/auth.js'));
  symlinkSync(join(outside, 'auth.js'), join(folder, 'src/auth.js'));
  assert.equal(run(folder, '--write', '--force').status, 0);
  assert.equal(statSync(join(folder, 'src/api.js')).mode & 0o777, 0o640);
  assert.ok(lstatSync(join(folder, 'src/auth.js')).isSymbolicLink());
  assert.match(readFileSync(join(outside, 'auth.js'), 'utf8'), /session\.signIn/);
  assert.equal(existsSync(join(folder, 'src/api.js.everfetch-migrate')), false);
});

test('files that git ignores, or that a link has outside of git, need --force', () => {
  const folder = folderWith();
  writeFileSync(join(folder, '.gitignore'), 'src/\n');
  commit(folder);
  const ignored = run(folder, '--write', '--no-diff');
  assert.equal(ignored.status, 2);
  assert.match(ignored.stderr, /git ignores a file to be written/);
  const linked = folderWith();
  const outside = folderWith(new Map([['auth.js', sample.before.get('src/auth.js')]]));
  rmSync(join(linked, 'src/auth.js'));
  symlinkSync(join(outside, 'auth.js'), join(linked, 'src/auth.js'));
  commit(linked);
  const away = run(linked, '--write', '--no-diff');
  assert.equal(away.status, 2);
  assert.match(away.stderr, /a link leads to a file outside of this git/);
  for (const one of [folder, linked]) unchanged(one);
});

test('folders named as built ones are skipped at the top of a package, and read below it', () => {
  const auth = sample.before.get('src/auth.js').replace("'./api'", "'../api'");
  const main = sample.before.get('src/main.js').replace("'./auth'", "'./public/auth'");
  const files = new Map([...sample.before, ['src/public/auth.js', auth], ['src/main.js', main]]);
  files.delete('src/auth.js');
  files.set('public/old.js', "import axios from 'axios';\naxios.get('/x');\n");
  const { status, stdout } = run(folderWith(files), '--no-diff');
  assert.equal(status, 0);
  assert.match(stdout, /src\/public\/auth\.js:\d+\n.*\n {4}the session is told that somebody signed in/);
  assert.doesNotMatch(stdout, / public\/old/);
});

test('a part of a project is looked at, and the report says so', () => {
  const folder = folderWith();
  assert.match(run(folder, 'src', '--no-diff').stdout, /^Only src was looked at/m);
  assert.doesNotMatch(run(folder, '--no-diff').stdout, /^Only/m);
  assert.deepEqual(JSON.parse(run(folder, 'src', '--json').stdout).parts, ['src']);
});

test('a reader that has seen enough is no error', () => {
  const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${command}" | :`], {
    cwd: folderWith(),
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(stderr, '');
});

test('a file that is no UTF-8 text keeps everything as it is where it may be part of it', () => {
  const folder = folderWith();
  const login = "// \xe9\nexport const login = (token) => localStorage.setItem('accessToken', token);\n";
  writeFileSync(join(folder, 'src/latin.js'), Buffer.from(login, 'latin1'));
  const { status, stdout } = run(folder, '--write', '--force');
  assert.equal(status, 1);
  assert.match(stdout, /src\/latin\.js:1\n {4}it is no UTF-8 text, and may be part of a client/);
  unchanged(folder);
});
