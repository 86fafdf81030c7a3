// @ts-check
// What has a number, an order, a bit or a default on both sides of the boundary between Rust and JavaScript. Made of
// src/boundary by `npm run boundary`; cargo test compares. Bundlers inline what is used.

// What Rust has the page do, and what the page reports.
export const TASK_LOAD = 0;
export const TASK_INITIAL = 1;
export const TASK_REVOKE = 2;
export const TASK_NOTIFY = 3;
export const TASK_RESTORE = 4;
export const TASK_READ = 5;
export const TASK_WRITE = 6;
export const TASK_JOIN = 7;
export const TASK_LOCK = 8;
export const TASK_QUEUE_LOCK = 9;
export const TASK_CANCEL_LOCK = 10;
export const TASK_UNLOCK = 11;
export const TASK_QUERY = 12;
export const TASK_TURN = 13;
export const TASK_PRESENT = 14;
export const TASK_ABSENT = 15;
export const TASK_POST = 16;
export const TASK_TIMER = 17;
export const TASK_CLEAR_TIMER = 18;
export const TASK_OUTLIVE = 19;
export const TASK_CARRY = 20;
export const TASK_COLLECT = 21;
export const TASK_LEAVE = 22;
export const TASK_SEND = 23;
export const TASK_FAIL = 24;
export const TASK_CONFIRM = 25;
export const TASK_ABORT = 26;
export const TASK_FORGET_CAUSE = 27;
export const TASK_STOP = 28;
export const REPORT_TICK = 0;
export const REPORT_LOADED = 1;
export const REPORT_INITIAL = 2;
export const REPORT_REPLIED = 3;
export const REPORT_FAILED = 4;
export const REPORT_UNSENT = 5;
export const REPORT_SENDING = 6;
export const REPORT_UNCOLLECTED = 7;
export const REPORT_GRANTED = 8;
export const REPORT_TAKEN = 9;
export const REPORT_DENIED = 10;
export const REPORT_LISTED = 11;
export const REPORT_UNLISTED = 12;
export const REPORT_PRESENT = 13;
export const REPORT_TURNED = 14;
export const REPORT_MESSAGE = 15;
export const REPORT_HIDE = 16;
export const REPORT_SHOW = 17;
export const REPORT_LOOK = 18;
export const REPORT_UNSHARE = 19;

// Texts of several lines, and names that both sides know.
export const FAILED_LINES = /** @type {const} */ (['status', 'isHtml', 'judged', 'retryAfter', 'error']);
export const MESSAGE_LINES = /** @type {const} */ (['nonce', 'sid', 'gen', 'key', 'sealed']);
export const EPOCH_SUFFIX = ':E';
export const EPOCH_LIVE = '\nlive';
export const LEDGER_INFIX = ':G:';
export const PRESENCE_INFIX = ':P:';
export const RECORD_HEAD = 'everfetch 2';
export const UNCHANGED = 'unchanged';

// The options of a session, as bits.
export const CARRIERS = /** @type {const} */ (['bearer', 'cookie', 'split']);
export const PLACES = /** @type {const} */ (['memory', 'session', 'local', 'custom']);
export const PLACE_SHIFT = 2;
export const PLACE_MASK = 3;
export const PLACE_MEMORY = 0;
export const PLACE_SESSION = 1;
export const PLACE_LOCAL = 2;
export const PLACE_CUSTOM = 3;
export const ENDS_IN_DOUBT = 16;
export const NEEDS_REFRESH_TOKEN = 32;
export const HAS_INITIAL = 64;
export const HAS_FUNCTION = 128;
export const HAS_PARSE = 256;
export const HAS_CLASSIFY = 512;
export const SHARES = 1024;
export const CAN_REVOKE = 2048;
export const IS_SECURE = 4096;
export const HAS_COMMON_STORE = 8192;

// Their defaults; times in milliseconds.
export const REFRESH_ON = [401];
export const REFRESH_AHEAD = 30000;
export const REFRESH_TIMEOUT = 60000;
export const SETTLE = 2000;
export const BOUND_MARGIN = 3000;
export const STORAGE_BOUND = 10000;
export const UNKNOWN_BOUND = 3000;
export const CALL_TIMEOUT = 120000;

// What a request asks for, and its ticket.
export const FLAG_FINAL = 1;
export const FLAG_STREAM = 2;
export const ACTION_MASK = 15;
export const ACTION_SEND_WITH_TOKEN = 1;
export const ACTION_WAIT = 2;
export const ACTION_DELIVER = 3;
export const ACTION_REJECT = 5;
export const SENDS_SHIFT = 4;
export const SENDS_MASK = 3;
export const FLAGS_SHIFT = 6;
export const SERIAL_SHIFT = 8;
export const HINT_NONE = 0;
export const HINT_ACCEPTED = 1;
export const HINT_REFUSED = 2;
export const HINT_END = 3;
export const CODE_SESSION_ENDED = 'ERR_SESSION_ENDED';
export const CODE_SESSION_CHANGED = 'ERR_SESSION_CHANGED';
export const CODE_REFRESH_FAILED = 'ERR_REFRESH_FAILED';
export const CODE_REFRESH_MISCONFIGURED = 'ERR_REFRESH_MISCONFIGURED';
export const CODE_BODY_NOT_REPLAYABLE = 'ERR_BODY_NOT_REPLAYABLE';
export const CODES = /** @type {const} */ ([
  'ERR_SESSION_ENDED',
  'ERR_SESSION_CHANGED',
  'ERR_REFRESH_FAILED',
  'ERR_REFRESH_MISCONFIGURED',
  'ERR_BODY_NOT_REPLAYABLE',
]);

// What the face has a session do, and what it is told.
export const ACT_OPEN = 0;
export const ACT_LOOK = 1;
export const ACT_ONLINE = 2;
export const ACT_REFRESH = 3;
export const ACT_SIGN_OUT = 4;
export const ACT_REVOKE = 5;
export const PROBLEM_NONE = 0;
export const PROBLEM_NO_TOKEN = 1;
export const PROBLEM_BAD_TOKEN = 2;
export const STATES = /** @type {const} */ ([
  'anonymous',
  'restoring',
  'active',
  'refreshing',
  'stale',
  'ended',
]);
export const STATE_MASK = 7;
export const REASONS = /** @type {const} */ (['signedOut', 'refused', 'inDoubt', 'lost']);
export const REASON_SHIFT = 3;
export const REASON_MASK = 7;
export const SHARING = 64;
export const NO_LOCKS = 128;
export const NO_LOCK_LIST = 256;
export const CLASSES = /** @type {const} */ (['transient', 'inDoubt', 'definitive', 'misconfigured']);
