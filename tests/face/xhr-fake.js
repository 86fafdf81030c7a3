// An XMLHttpRequest whose events a test fires, and which notes what is done with it.
import { afterEach, beforeEach, vi } from 'vitest';
import { xhrAdapter } from '../../pkg-template/src/adapters/xhr.js';

/** Counts the listeners of a target. */
class Counted extends EventTarget {
  listening = 0;
  addEventListener(...args) {
    this.listening++;
    super.addEventListener(...args);
  }
  removeEventListener(...args) {
    this.listening--;
    super.removeEventListener(...args);
  }
  /** A progress event, with the members that browsers give it. */
  progress(loaded, total = 0) {
    const event = new Event('progress');
    this.dispatchEvent(Object.assign(event, { loaded, total, lengthComputable: total > 0 }));
    return event;
  }
}

class FakeRequest extends Counted {
  upload = new Counted();
  /** What was done, in order. */
  calls = [];
  status = 0;
  statusText = '';
  responseText = 'text';
  response = 'response';
  open(...args) {
    this.calls.push(['open', ...args]);
  }
  setRequestHeader(...args) {
    this.calls.push(['header', ...args]);
  }
  send(...args) {
    this.calls.push(['send', ...args]);
  }
  abort() {
    this.calls.push(['abort']);
    this.onabort?.(new Event('abort'));
  }
  getAllResponseHeaders() {
    return 'X-A: 1\r\nX-B: 2\r\n';
  }
  /** The call of this name, or none. */
  did(name) {
    return this.calls.find(([call]) => call === name);
  }
  /** Ends it, as browsers do. @param {object} [members] of the request by then */
  end(members) {
    const event = Object.assign(new Event('loadend'), { loaded: 4, total: 4, lengthComputable: true });
    Object.assign(this, { status: 200, statusText: 'OK' }, members);
    this.onloadend(event);
    return event;
  }
}

/** For each test of the file that calls it. */
export const fakeRequests = () => {
  const self = {
    /** The last that was made. @type {FakeRequest} */
    request: undefined,
    /** What the next ones have in place of their own. */
    members: {},
    send: (config, extra) => xhrAdapter({ method: 'get', url: 'http://h/', ...config }, extra),
  };
  beforeEach(() => {
    self.members = {};
    vi.stubGlobal(
      'XMLHttpRequest',
      class extends FakeRequest {
        constructor() {
          super();
          self.request = Object.assign(this, self.members);
        }
      },
    );
  });
  afterEach(() => vi.unstubAllGlobals());
  return self;
};
