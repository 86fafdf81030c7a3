// @ts-check
/**
 * What a page may do before the core runs, by what stands in the storages (R15). It compares texts and a clock, and
 * decides nothing: under which conditions a token may be sent, the core has written into the record.
 *
 * The lines of a record: format, session, generation, key, since when and until when the lease holds, the text of the
 * epoch, the head of the ledger, the end of the token and its whole life, the access token, the refresh token.
 */
import {
  EPOCH_LIVE,
  EPOCH_SUFFIX,
  LEDGER_INFIX,
  PRESENCE_INFIX,
  RECORD_HEAD,
} from '../../../src/web/boundary.js';

/**
 * @typedef {import('./types.js').Handle} Handle
 * @typedef {import('./types.js').Lease} Lease
 */

/** What is known where there is no session, and nothing that may become one. @type {Lease} */
const NOBODY = { state: 'anonymous' };

const line = (/** @type {string | null} */ text) => (text || '').replace(/\n/g, ' ');

/** A number as names have it: in a record it has all its digits (R1.5). @param {string} digits */
const plain = (digits) => digits.replace(/^0+(?=.)/, '');

/** The record of the tab. It throws where the storage does. @param {Handle} handle */
export const recordOf = ({ data: { storage }, key }) =>
  /^(session|local)$/.test(storage)
    ? (storage === 'local' ? localStorage : sessionStorage).getItem(key) || ''
    : '';

/**
 * What is known without the core; undefined where only the core can tell.
 * @param {Handle} handle @returns {Lease | undefined}
 */
export const glance = (handle) => {
  const { data, key, options, leased } = handle;
  const { carrier, shareTabs } = data;
  /** @param {string} name */
  const shared = (name) => (shareTabs && localStorage.getItem(key + name)) || '';
  try {
    const epoch = shared(EPOCH_SUFFIX);
    const record = recordOf(handle);
    if (!record) {
      const mayBe =
        leased ||
        options.initial ||
        carrier !== 'bearer' ||
        data.storage === 'custom' ||
        epoch.trimEnd().endsWith(EPOCH_LIVE);
      return mayBe ? undefined : NOBODY;
    }
    const [head, sid, generation, , since, until, live, undoubted, end, , token] = record.split('\n');
    const ledger = shared(LEDGER_INFIX + plain(sid));
    const now = Date.now();
    const name = `${plain(sid)}\n${plain(generation)}`;
    if (
      head === RECORD_HEAD &&
      since &&
      now >= +since &&
      now < +until &&
      (carrier === 'cookie' || token) &&
      (shareTabs ? live && line(epoch) === live && line(ledger).startsWith(undoubted) : !live) &&
      (!leased || leased.name === name)
    )
      return { state: 'active', name, record, expiresAt: +end || undefined, token };
  } catch {
    // A storage that cannot be read is the core's to judge.
  }
};

/**
 * Holds the presence lock of a lease, as every member does, until the core has one of its own or the page stops. What
 * lets it go is `handle.leave`. Until then it listens for a tab that asks to join: only the core can answer.
 * @param {Handle} handle @param {string} name session and generation
 */
export const present = (handle, name) => {
  if (handle.leave || !handle.data.shareTabs) return;
  /** @type {() => void} */
  let leave = () => {};
  const held = new Promise((resolve) => (leave = () => resolve(undefined)));
  /** @type {BroadcastChannel | undefined} */
  let channel;
  const gone = () => {
    leave();
    channel?.close();
    handle.leave = undefined;
    removeEventListener('pagehide', gone);
  };
  handle.leave = gone;
  try {
    // So that it does not keep the page out of the back/forward cache.
    addEventListener('pagehide', gone);
    navigator.locks
      .request(handle.key + PRESENCE_INFIX + name.replace('\n', ':'), { mode: 'shared' }, () => held)
      .catch(() => {});
    const open = (channel = new BroadcastChannel(handle.key));
    /** Tells the core what was asked before it was there: a channel hears all but itself. @param {MessageEvent} event */
    const heard = ({ data }) => {
      // Once: the others who load their cores say it again as well.
      open.onmessage = null;
      handle
        .ready()
        .then(() => {
          handle.state();
          open.postMessage(data);
        })
        .catch(() => (open.onmessage = heard));
    };
    open.onmessage = heard;
  } catch {
    // Without locks nobody looks for it, and a tab that asks waits for a page with its core.
  }
};
