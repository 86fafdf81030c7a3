// Shared workers with an extended lifetime, and the caches in which they leave something, within one process. A worker
// runs the text that the page gives it, with its own fetch, which the test answers; the browser is one whose fetch is
// untouched.
import { Blob as PlatformBlob } from 'node:buffer';
import { onTestFinished, vi } from 'vitest';

/** Two ends, of which each hears what the other one says, in a later task. */
function channel() {
  const ends = [{}, {}];
  ends.forEach((end, index) => {
    const other = ends[1 - index];
    const waiting = [];
    let isClosed = false;
    let hear;
    const deliver = () => {
      while (hear && waiting.length && !isClosed) hear({ data: waiting.shift() });
    };
    Object.defineProperty(end, 'onmessage', {
      set(listener) {
        hear = listener;
        setTimeout(deliver);
      },
    });
    end.receive = (data) => (waiting.push(data), setTimeout(deliver));
    end.postMessage = (data) => isClosed || other.receive(data);
    end.close = () => (isClosed = true);
    end.isClosed = () => isClosed;
  });
  return ends;
}

/**
 * Needs `fakeLocks`, and a stubbed fetch. `answer(url, init)` is the fetch of the workers; `isOnLine` is what they see.
 * @param {(url: string, init: any) => any} answer
 */
export function fakeWorkers(answer) {
  const blobs = new Map();
  /** What is left, by store and place. @type {Map<string, Map<string, Uint8Array>>} */
  const stores = new Map();
  /** @type {any[]} */
  const workers = [];
  const waiting = [];
  const fake = {
    /** The calls that workers have made. @type {{ url: string, init: any }[]} */
    calls: [],
    workers,
    stores,
    isOnLine: true,
    /** Whether workers run their scripts, which they do later where `start` is called. */
    starts: true,
    start() {
      fake.starts = true;
      for (const run of waiting.splice(0)) run();
    },
    /** How many workers were asked for. */
    asked: 0,
    /** A policy forbids workers. */
    isBroken: false,
    /** A worker that is told its call ends at once. */
    diesOfCalls: false,
    /** What workers have left, as text. */
    left: () =>
      [...stores.values()].flatMap((store) =>
        [...store.values()].map((b) => Buffer.from(b).toString('latin1')),
      ),
  };

  const caches = {
    open: async (name) => {
      if (!stores.has(name)) stores.set(name, new Map());
      // What is put into a store that was removed meanwhile is gone with it.
      const store = stores.get(name);
      return {
        put: async (place, response) => void store.set(place, new Uint8Array(await response.arrayBuffer())),
      };
    },
    delete: async (name) => stores.delete(name),
    match: async (place, { cacheName }) => {
      const found = stores.get(cacheName)?.get(place);
      // A buffer of the platform's own realm, which is the only one that its crypto takes in jsdom.
      return found && { arrayBuffer: async () => structuredClone(found.buffer) };
    },
  };

  const run = (text, port) => {
    const timers = new Set();
    const worker = { port, isClosed: false };
    let end;
    const closed = new Promise((resolve) => (end = resolve));
    const { request } = navigator.locks;
    /** It ends, of its own accord or not: its lock is free. */
    worker.close = () => {
      worker.isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      end();
    };
    const scope = {
      close: worker.close,
      setTimeout: (run, ms) => {
        const timer = setTimeout(run, ms);
        timers.add(timer);
        return timer;
      },
      fetch: async (url, init) => {
        fake.calls.push({ url, init });
        return answer(url, init);
      },
      navigator: {
        get onLine() {
          return fake.isOnLine;
        },
        locks: {
          request: (name, callback) =>
            request(name, {}, (lock) => worker.isClosed || Promise.race([callback(lock), closed])),
        },
      },
      caches,
      Blob: PlatformBlob,
    };
    onTestFinished(worker.close);
    const names = Object.keys(scope);
    const start = new Function(...names, `var onconnect;${text};return onconnect`)(...Object.values(scope));
    const { postMessage, receive } = port;
    port.postMessage = (data) => worker.isClosed || postMessage(data);
    port.receive = (data) =>
      fake.diesOfCalls && typeof data[0] === 'string' && /^https/.test(data[0])
        ? worker.close()
        : receive(data);
    workers.push(worker);
    start({ ports: [port] });
  };

  class SharedWorker {
    constructor(script, options) {
      // As a browser reads its options: before it looks at the address.
      const isExtended = options.extendedLifetime;
      if (script === '//[') throw new SyntaxError('not a URL');
      if (!isExtended) throw new Error('a worker that ends with its page');
      const [page, own] = channel();
      this.port = page;
      this.name = options.name;
      fake.asked++;
      if (fake.isBroken) return void setTimeout(() => this.onerror(new Event('error')));
      const begin = () =>
        blobs
          .get(script)
          .text()
          .then((text) => run(text, own));
      if (fake.starts) begin();
      else waiting.push(begin);
    }
  }

  vi.stubGlobal('SharedWorker', SharedWorker);
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('Blob', PlatformBlob);
  URL.createObjectURL = (blob) => {
    const url = `blob:${blobs.size}`;
    blobs.set(url, blob);
    return url;
  };
  const { toString } = Function.prototype;
  const platform = globalThis.fetch;
  Function.prototype.toString = function () {
    return this === platform ? 'function fetch() { [native code] }' : toString.call(this);
  };
  onTestFinished(() => {
    Function.prototype.toString = toString;
    delete URL.createObjectURL;
  });
  return fake;
}
