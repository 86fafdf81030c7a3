// What an app of React Native has from the device, for its JavaScript to run without one: timers, and the modules that are
// native. React Native's own JavaScript makes `fetch`, `URL`, `FormData` and the rest of them. The requests get to an API
// with rotating refresh tokens, also here, because a program of Hermes alone reaches no network. The script comes before the
// bundle, and is as old as the Hermes that runs it: no classes, no async functions.

globalThis.device = ((global) => {
  global.global = global;
  // The architecture without a bridge, the only one that React Native still has.
  global.RN$Bridgeless = true;
  global.RN$registerCallableModule = () => {};
  global.nativeModuleProxy = {};
  global.nativeLoggingHook = (text) => print(`console: ${text}`);

  // Hermes alone runs what is set at the next turn, whenever it is due.
  const nextTurn = global.setTimeout;
  const timers = new Map();
  let lastTimer = 0;
  let isTurning = false;
  const turn = () => {
    const due = [...timers].filter(([, { at }]) => at <= Date.now()).sort(([, a], [, b]) => a.at - b.at)[0];
    if (due) {
      const [id, { run }] = due;
      timers.delete(id);
      run();
    }
    isTurning = timers.size > 0;
    if (isTurning) nextTurn(turn);
  };
  global.setTimeout = (callback, delay, ...args) => {
    timers.set(++lastTimer, { at: Date.now() + (Number(delay) || 0), run: () => callback(...args) });
    if (!isTurning) nextTurn(turn);
    isTurning = true;
    return lastTimer;
  };
  global.clearTimeout = (id) => void timers.delete(id);
  delete global.setImmediate;

  const api = { access: 'A0', refresh: 'R0', refreshes: 0, refused: 0, reused: 0 };
  const json = (status, value) => ({ status, body: JSON.stringify(value) });
  const answerTo = ({ url, headers, data }) => {
    if (url !== 'https://api.example.com/auth/refresh') {
      const isAllowed = headers.authorization === `Bearer ${api.access}`;
      if (!isAllowed) api.refused++;
      return isAllowed ? json(200, { url, data }) : json(401, {});
    }
    api.refreshes++;
    const isCurrent = data.string === `grant_type=refresh_token&refresh_token=${api.refresh}`;
    if (!isCurrent) {
      api.reused++;
      return json(400, { error: 'invalid_grant' });
    }
    api.access = `A${api.refreshes}`;
    api.refresh = `R${api.refreshes}`;
    return json(200, { access_token: api.access, refresh_token: api.refresh, expires_in: 300 });
  };

  const emit = (event, ...args) => global.__rctDeviceEventEmitter.emit(event, args);
  const blobs = new Map();
  const aborted = new Set();
  let lastRequest = 0;
  const started = Date.now();
  const off = () => false;
  const modules = {
    PlatformConstants: { getConstants: () => ({ isTesting: true, systemName: 'iOS', osVersion: '26' }) },
    SourceCode: { getConstants: () => ({ scriptURL: 'file:///main.jsbundle' }) },
    NativeMicrotasksCxx: { queueMicrotask: (callback) => void Promise.resolve().then(callback) },
    NativePerformanceCxx: { now: () => Date.now() - started, timeOrigin: () => started },
    NativeReactNativeFeatureFlagsCxx: {
      enableIntersectionObserverByDefault: off,
      enableMutationObserverByDefault: off,
      enableResizeObserverByDefault: off,
    },
    ExceptionsManager: { reportException: ({ message }) => print(`exception: ${message}`) },
    BlobModule: {
      getConstants: () => ({ BLOB_URI_SCHEME: 'blob', BLOB_URI_HOST: null }),
      addNetworkingHandler() {},
      release() {},
      createFromParts(parts, id) {
        blobs.set(id, parts.map(({ data }) => data).join(''));
      },
    },
    FileReaderModule: { readAsText: ({ blobId }) => Promise.resolve(blobs.get(blobId)) },
    Networking: {
      sendRequest(query, callback) {
        const id = ++lastRequest;
        callback(id);
        global.setTimeout(() => {
          if (aborted.has(id)) return;
          const { status, body } = answerTo(query);
          blobs.set(`answer${id}`, body);
          const blob = { blobId: `answer${id}`, offset: 0, size: body.length, type: 'application/json' };
          emit('didReceiveNetworkResponse', id, status, { 'Content-Type': 'application/json' }, query.url);
          emit('didReceiveNetworkData', id, query.responseType === 'blob' ? blob : body);
          emit('didCompleteNetworkResponse', id, null, false);
        }, 5);
      },
      abortRequest: (id) => void aborted.add(id),
    },
  };
  global.__turboModuleProxy = (name) => modules[name] || null;

  global.HermesInternal.enablePromiseRejectionTracker({
    allRejections: true,
    onUnhandled: (_, error) => print(`unhandled: ${error && error.stack}`),
  });

  return {
    api,
    /** Says what came of it. Without timers the program is over. */
    end(result) {
      print(JSON.stringify(result));
      timers.clear();
    },
  };
})(globalThis);
