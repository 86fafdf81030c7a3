// The dependency in package.json. It decides when axios may go: where no other dependency works on top of it.

const NEEDS_AXIOS = /^(axios-(?!auth-refresh)|.*-axios$|@.*\/axios|nestjs-axios)/;

export function packageJson(files, changed, report, { version, isAxios, isKy }) {
  const text = files.get('package.json');
  if (text === undefined || !(isAxios || isKy)) return;
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    report.yours.push({
      file: 'package.json',
      line: 1,
      what: 'package.json',
      why: 'it is no JSON: add everfetch by hand',
      page: 'docs/migrating.md',
    });
    return;
  }
  const all = { ...parsed.dependencies, ...parsed.devDependencies };
  if (all.everfetch) return;
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  const stays = Object.keys(all).filter((name) => NEEDS_AXIOS.test(name));
  const line = (name) => new RegExp(`(^[ \\t]*)"${name}"(\\s*:\\s*)"[^"\\n]*"`, 'm');
  let made = text;
  const name = isAxios && all.axios ? 'axios' : isKy && all.ky ? 'ky' : undefined;
  if (!name) return;
  // ky goes on to make the requests.
  if (name === 'ky')
    made = made.replace(
      line('ky'),
      (whole, margin, colon) => `${margin}"everfetch"${colon}"${version}",${newLine}${whole}`,
    );
  else if (stays.length) {
    made = made.replace(
      line('axios'),
      (whole, margin, colon) => `${whole},${newLine}${margin}"everfetch"${colon}"${version}"`,
    );
    report.yours.push({
      file: 'package.json',
      line: 1,
      what: stays.join(', '),
      why: 'this works on top of axios, which stays installed for it',
      page: 'docs/axios-compatibility.md',
    });
  } else
    made = made.replace(line(name), (whole, margin, colon) => `${margin}"everfetch"${colon}"${version}"`);
  made = made
    .replace(/^[ \t]*"axios-auth-refresh"\s*:\s*"[^"\n]*",[ \t]*\r?\n/m, '')
    .replace(/,(\s*)"axios-auth-refresh"\s*:\s*"[^"\n]*"(?=\s*\})/m, '');
  const check = JSON.parse(made);
  if (check && made !== text) {
    changed.set('package.json', made);
    report.moved.push({
      file: 'package.json',
      line: 1,
      what: name,
      why:
        name === 'ky'
          ? 'everfetch stands beside it; run your package manager'
          : 'everfetch takes its place; run your package manager',
    });
  }
}
