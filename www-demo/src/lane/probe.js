// Records what an axios client does, in the form of everfetch's timeline, so that one picture shows both. It sits in the
// adapter, beneath every interceptor, and changes nothing: it only observes what is sent and what comes back.

/**
 * @param {import('axios').AxiosStatic} axios
 * @param {string} refreshPath calls to it are refreshes; all others belong to the request that they name in `page`, or to none
 */
export function createProbe(axios, refreshPath) {
  /** @type {import('../trace.js').Entry[]} */
  const entries = [];
  const sends = new Map();
  const send = axios.getAdapter(['xhr']);
  const add = (event, more) => entries.push({ at: performance.now(), event, ...more });

  async function refresh(config) {
    add('refreshStarted');
    try {
      const answer = await send(config);
      add('refreshed');
      return answer;
    } catch (error) {
      add('refreshFailed', { status: error.response?.status });
      throw error;
    }
  }

  async function request(config) {
    const id = config.params?.page ?? 0;
    const n = (sends.get(id) ?? 0) + 1;
    sends.set(id, n);
    add('sent', { request: id, n });
    try {
      return await send(config);
    } catch (error) {
      if (error.response?.status === 401) add('refused', { request: id, status: 401 });
      throw error;
    }
  }

  return {
    entries,
    adapter: (config) => (config.url.endsWith(refreshPath) ? refresh(config) : request(config)),
    /** Ends the request's line when its caller has the answer. @param {number} id @param {Promise<any>} call */
    async watch(id, call) {
      try {
        const answer = await call;
        add('delivered', { request: id, status: answer.status });
        return answer;
      } catch (error) {
        add('failed', { request: id, code: error.code });
        throw error;
      }
    },
    clear() {
      entries.length = 0;
      sends.clear();
    },
  };
}
