// The page of the comparison: runs one row, or one generated request, through axios and through everfetch by one
// transport, and hands back what could be seen of both.

import axios from '/axios/axios.js';
import * as axiosModule from '/axios/axios.js';
import everfetch from '/pkg/index.js';
import * as everfetchModule from '/pkg/index.js';
import { createAuthRefresh } from '/pkg/auth-refresh.js';
import { outcome, plain } from '/face/compare.js';
import { makeCase } from '/face/generate.js';
import { sections } from '/rows/index.js';

const given = new URL(location.href).searchParams;
const sandbox = given.get('sandbox');
const far = given.get('api') + sandbox + '/plain';
const near = location.origin + sandbox + '/plain';

const LIBRARIES = {
  axios: { lib: axios, module: axiosModule },
  everfetch: { lib: everfetch, module: everfetchModule },
};

let keys = 0;

/** What a row works with. */
const workbench = (library, transport) => {
  const { lib, module } = LIBRARIES[library];
  const adapter = transport && transport !== 'default' ? { adapter: transport } : {};
  const client = (config) => lib.create({ baseURL: near, ...adapter, ...config });
  return {
    library,
    lib,
    module,
    createAuthRefresh,
    near,
    far,
    api: given.get('api') + sandbox,
    transport,
    client,
    outcome,
    /** A name that nobody has used: for routes that count. */
    key: () => `k${keys++}`,
    /** What reached the server. */
    sent: async (config, defaults) => (await client(defaults).request({ url: '/echo', ...config })).data,
    /** What a promise is rejected with. */
    fail: (promise) =>
      Promise.resolve(promise).then(
        () => {
          throw new Error('it resolved');
        },
        (error) => error,
      ),
    /** The facts of an error. */
    facts: (error) => ({
      name: error?.name,
      code: error?.code,
      message: error?.message,
      status: error?.status,
      isAxiosError: error?.isAxiosError,
    }),
  };
};

async function observe(work) {
  try {
    return { value: await plain(await work()) };
  } catch (error) {
    return { thrown: { name: error?.name, code: error?.code, message: error?.message ?? String(error) } };
  }
}

const find = (title, item) =>
  sections.find((one) => one.title === title).rows.find((one) => one.item === item);

window.side = {
  workbench,

  async row(title, item, transport) {
    const row = find(title, item);
    const seen = {};
    for (const library of ['axios', 'everfetch'])
      seen[library] = await observe(() => row.run(workbench(library, transport)));
    return seen;
  },

  /** One generated request by each. */
  async generated(seed, transport) {
    const make = makeCase(seed, near);
    const seen = {};
    const adapter = transport === 'default' ? {} : { adapter: transport };
    for (const library of ['axios', 'everfetch'])
      seen[library] = await outcome(() => {
        const { path, defaults, config } = make();
        const client = LIBRARIES[library].lib.create({ baseURL: near, ...adapter, ...defaults });
        return client.request({ url: path, ...config });
      });
    return { ...seen, made: await plain(make()) };
  },
};
