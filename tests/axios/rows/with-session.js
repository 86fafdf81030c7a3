// Rows once more, with a session on every client of everfetch: nobody is signed in, so that the application's own
// handling of tokens has to go on as it did.

let count = 0;

const session = () => ({ refresh: '/auth/refresh', storage: 'memory', id: `idiom-${++count}` });

/** The library, whose clients get a session. */
const equip = (lib) => {
  const create = (config) => lib.create({ session: session(), ...config });
  return new Proxy(lib, { get: (target, name) => (name === 'create' ? create : target[name]) });
};

/** @param {{ run: (bench: any) => any }[]} rows */
export const withSession = (rows) =>
  rows.map((row) => ({
    ...row,
    run: (bench) => {
      if (bench.library !== 'everfetch') return row.run(bench);
      return row.run({
        ...bench,
        lib: equip(bench.lib),
        client: (config) => bench.client({ session: session(), ...config }),
      });
    },
  }));
