// @ts-check
/**
 * A refresh call that outlives its page (R16): a shared worker with an extended lifetime makes it, under a lock of its own,
 * and leaves the answer, sealed, where the next page finds it. Decides where such workers can be had, and how what they
 * leave is sealed; what an answer means, and when one is looked for, the core decides.
 */

import { attempt, get, nothing } from './foreign.js';

/** @import { PreparedCall } from './types.js' */
/** What a call is known by, to those who have its refresh token: where its answer lies, and what opens it. @typedef {{ name: string, key: CryptoKey }} Mark */
/**
 * The answer to a call. `error`: there was none; `isUnsent`: and there could be none.
 * @typedef {{ status?: number, statusText?: string, headers?: [string, string][], body?: string, isForeign?: boolean, error?: string, isUnsent?: boolean }} Left
 */
/** @typedef {ReturnType<typeof createCarrier>} Carrier */

/** A call that fails sooner than this, in ms, while the device says that it is offline, has gone nowhere. */
export const AT_ONCE = 50;
/** How long a worker has to begin, in ms: on a busy machine that was seen to take a second. */
const LATEST = 10_000;
/** How long the last message of a worker that has ended may take, and the page's word that it has taken the answer. */
const LAST = 1000;
/** Where answers lie: an address that nobody asks for. */
const PLACE = 'https://everfetch.invalid/';

/**
 * The worker. It is told the name of its lock, of the store, of the place there, the key, and how long all may take; says 0
 * when it holds the lock, or 2 where it cannot; is told the call; says 1, makes it, and says the answer. 0 tells it to end:
 * the call is given up, or its answer has been taken. It leaves the answer where it hears nothing for a moment, or 1: the
 * page is going away. An answer of an earlier call is over when this one is told, so the store is made anew. A session that
 * ends removes the store, and what the worker puts there later is gone with it. A page that is gone before it could tell the
 * call makes none.
 */
const WORKER = `onconnect=({ports:[p]})=>{
let isAlone,left,wake
let next=(lock,store,place,key,longest)=>{
setTimeout(close,longest)
const idle=setTimeout(close,${LATEST})
navigator.locks.request(lock,async()=>{
const called=new Promise(resolve=>next=(url,init)=>resolve([url,init]))
p.postMessage(0)
const [url,init]=await called
clearTimeout(idle)
await caches.delete(store)
const kept=await caches.open(store)
p.postMessage(1)
const began=performance.now()
try{
const r=await fetch(url,init)
left={status:r.status,statusText:r.statusText,headers:[...r.headers],isForeign:r.redirected&&!r.ok&&new URL(r.url).origin!=new URL(url).origin}
left.body=await r.text()
}catch(e){left={...left,error:e.message,isUnsent:!left&&performance.now()-began<${AT_ONCE}&&!navigator.onLine}}
p.postMessage(left)
if('error' in left)return
if(!isAlone)await new Promise(resolve=>setTimeout(wake=resolve,${LAST}))
const iv=crypto.getRandomValues(new Uint8Array(12))
const sealed=await crypto.subtle.encrypt({name:'AES-GCM',iv},key,new TextEncoder().encode(JSON.stringify(left)))
await kept.put(place,new Response(new Blob([iv,sealed])))
}).then(close,()=>{
p.postMessage(2)
close()
})
}
p.onmessage=({data})=>{
if(data.map)next(...data)
else if(data){
isAlone=1
wake&&wake()
}else close()
}
}`;

/** @param {string} session the name of the record, the lock and the channel */
export const createCarrier = (session) => {
  const store = `${session}:W`;
  const lockOf = (/** @type {Mark} */ { name }) => `${store}:${name}`;
  const locks = () => navigator.locks;
  const text = (/** @type {string} */ value) => new TextEncoder().encode(value);
  /** Where the script is: made once, since the page keeps every such URL. @type {string | undefined} */
  let script;
  /** Whether the browser has such workers. @type {boolean | undefined} */
  let isOffered;
  /** Workers cannot be started here: a policy of the page forbids it. */
  let isRefused = false;
  let count = 0;

  /** Whether it makes sense to look closer. In a browser that a test drives, its interception has to see the call. */
  const mayBe = () => !!attempt(() => caches && crypto.subtle && locks() && !navigator.webdriver);
  /** The option is read, and the address refused before there is a worker. */
  const hasLifetime = () => {
    if (isOffered === undefined) {
      isOffered = false;
      const options = {
        get extendedLifetime() {
          return (isOffered = true);
        },
      };
      // Parcel builds no page that says `new SharedWorker` and a literal.
      attempt(() => Reflect.construct(SharedWorker, ['//[', options]));
    }
    return isOffered;
  };
  /**
   * Whether a worker makes the very call that the page would make: not where the application or a service worker has a hand
   * in it.
   */
  const isAble = () =>
    mayBe() &&
    !isRefused &&
    /^function fetch\(\) {\s*\[native code]/.test(Function.prototype.toString.call(fetch)) &&
    !get(navigator.serviceWorker, 'controller') &&
    hasLifetime();

  /**
   * By the refresh token, and not by its generation: an update makes another one of the same token.
   * @param {string} refresh @returns {Promise<Mark>}
   */
  const markOf = async (refresh) => {
    const { subtle } = crypto;
    const bytes = await subtle.digest('SHA-256', text(`${store}\n${refresh}`));
    const digits = [...new Uint8Array(bytes, 0, 16)].map((byte) => (byte + 256).toString(16).slice(1));
    const key = await subtle.importKey('raw', bytes.slice(16), 'AES-GCM', false, ['encrypt', 'decrypt']);
    return { name: digits.join(''), key };
  };

  /** Removes what workers have left, and the store in which those that have begun would leave something. */
  const empty = () => void (mayBe() && attempt(() => caches.delete(store).catch(nothing)));
  /** @param {Mark} mark */
  const find = ({ name }) => caches.match(PLACE + name, { cacheName: store });
  /** Removes what the worker of this call has left, but nothing that the call of another token has left. @param {Mark} mark */
  const remove = (mark) => void find(mark).then((found) => found && empty(), nothing);

  /**
   * Waits for the end of a worker, and opens what it has left.
   * @param {string} refresh @param {AbortSignal} signal
   * @returns {Promise<{ left: Left, remove: () => void } | undefined>}
   */
  const collect = async (refresh, signal) => {
    const mark = await markOf(refresh);
    return locks().request(lockOf(mark), { signal }, async () => {
      const found = await find(mark);
      if (!found) return;
      const bytes = await found.arrayBuffer();
      const how = { name: 'AES-GCM', iv: bytes.slice(0, 12) };
      const plain = await crypto.subtle.decrypt(how, mark.key, bytes.slice(12));
      return { left: JSON.parse(new TextDecoder().decode(plain)), remove: () => remove(mark) };
    });
  };

  /**
   * Has a worker make a call. Where there is none, it is `refused` before anything is sent.
   * @param {string} refresh @param {number} longest how long it may take @param {PreparedCall} call @param {AbortSignal} signal the call is no longer this page's
   * @param {(tell: (word: 0 | 1) => void, remove: () => void) => unknown} begin it is about to be sent, if it may; takes what ends the worker, or leaves it to itself, and what removes that which it may have left
   * @param {(left: Left) => void} landed @param {() => void} refused
   */
  const start = async (refresh, longest, { url, init }, signal, begin, landed, refused) => {
    /** @type {MessagePort | undefined} */
    let port;
    /** Whether the worker has the call, or will not get it. */
    let isOver = false;
    // An open port may keep the page out of the back/forward cache.
    const tell = (/** @type {0 | 1} */ word) => {
      port?.postMessage(word);
      port?.close();
    };
    const refuse = () => {
      if (isOver) return;
      isOver = true;
      tell(0);
      refused();
    };
    // The next call does not wait for that again.
    const cannot = () => {
      isRefused ||= !isOver;
      refuse();
    };
    const timer = setTimeout(cannot, LATEST);
    // The page stops before the worker has the call: the next one must not wait for it.
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      tell(0);
    });
    try {
      const mark = await markOf(refresh);
      if (signal.aborted) return;
      script ??= URL.createObjectURL(new Blob([WORKER]));
      // One for each call.
      const name = `${mark.name} ${++count}`;
      const worker = new SharedWorker(
        script,
        /** @type {WorkerOptions} */ ({ name, extendedLifetime: true }),
      );
      worker.onerror = cannot;
      port = worker.port;
      port.onmessage = ({ data }) => {
        if (data == 1) return void (isOver = true);
        if (data == 2) return cannot();
        if (data) return landed(data);
        clearTimeout(timer);
        if (isOver) return;
        if (signal.aborted || !begin(tell, () => remove(mark))) return tell(0);
        try {
          const { headers, ...rest } = init;
          // The worker has no address of its own that a relative one could be resolved against.
          worker.port.postMessage([
            new URL(url, document.baseURI).href,
            { ...rest, headers: [...new Headers(headers)], referrer: location.href },
          ]);
        } catch {
          return refuse();
        }
        // That it has died, only its lock tells. Without its word that it had the call, nothing was sent.
        collect(refresh, signal)
          .catch(nothing)
          .then((found) => {
            if (found) landed(found.left);
            else setTimeout(() => (isOver ? landed({ error: 'the worker has ended' }) : refuse()), LAST);
          });
      };
      port.postMessage([lockOf(mark), store, PLACE + mark.name, mark.key, longest]);
    } catch {
      cannot();
    }
  };

  return { mayBe, isAble, start, collect, empty };
};
