// One fault as a card: a button, what should happen, and, once it was run, what did; and what axios did after that.

import { make, onClick, setText } from '../dom.js';
import { createLab } from './lab.js';
import { createPeerLab } from './peer.js';
import { eventText } from './words.js';

/**
 * @typedef {{ kept: boolean, happened: string }} Peer `kept`: whether the session is one that the user can go on with
 * @param {{ id: string, name: string, expect: string, run: (lab: any) => Promise<{ asExpected: boolean, happened: string }>, axios: (lab: any) => Promise<Peer> }} fault
 */
export function createCard({ id, name, expect, run, axios }) {
  const verdict = make('span', {
    className: 'badge',
    'data-testid': `${id}-verdict`,
    textContent: 'not run',
  });
  const happened = make('dd', { 'data-testid': `${id}-happened`, 'aria-live': 'polite', textContent: '–' });
  const peer = make('dd', { 'data-testid': `${id}-axios`, 'aria-live': 'polite', textContent: '–' });
  const events = make('ul', {
    className: 'chips',
    'data-testid': `${id}-events`,
    'aria-label': `Events: ${name}`,
  });
  const button = make('button', {
    type: 'button',
    'data-testid': `${id}-run`,
    textContent: 'Make it happen',
    'aria-label': `Make it happen: ${name}`,
  });
  const element = make(
    'article',
    {
      className: 'card fault',
      'aria-labelledby': `fault-${id}`,
      'data-testid': `fault-${id}`,
      'data-finished': '0',
    },
    make('div', { className: 'row' }, make('h2', { id: `fault-${id}`, textContent: name }), verdict),
    make(
      'dl',
      {},
      make('dt', { textContent: 'Should' }),
      make('dd', { textContent: expect }),
      make('dt', { textContent: 'everfetch' }),
      happened,
      make('dt', { textContent: 'axios' }),
      peer,
    ),
    events,
    button,
  );
  let finished = 0;

  const tell = (tone, word, text) => {
    element.dataset.tone = tone;
    setText(verdict, word);
    setText(happened, text);
  };

  async function startPeer() {
    setText(peer, '…');
    delete peer.dataset.tone;
    const lab = await createPeerLab(id);
    try {
      const { kept, happened: text } = await axios(lab);
      setText(peer, text);
      peer.dataset.tone = kept ? 'good' : 'bad';
    } finally {
      lab.forget();
    }
  }

  async function start() {
    setText(peer, '–');
    delete peer.dataset.tone;
    tell('running', 'running', '…');
    events.replaceChildren();
    const lab = await createLab(id);
    lab.events.length = 0;
    try {
      const result = await run(lab);
      if (result.asExpected) tell('good', 'as it should', result.happened);
      else tell('bad', 'not as it should', result.happened);
    } finally {
      events.replaceChildren(...lab.events.map((event) => make('li', { textContent: eventText(event) })));
      lab.api.session.signOut();
      // One after the other, since a browser opens six connections to a host.
      await startPeer().catch((error) => setText(peer, `did not run: ${error.message}`));
      finished += 1;
      element.dataset.finished = String(finished);
    }
  }

  const fail = (error) => tell('bad', 'did not run', error.message);
  onClick(button, start, fail);
  return { element, start: () => start().catch(fail) };
}
