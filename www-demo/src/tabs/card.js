// One tab as the tabs page shows it: what kind of page it is, its state, its last answer, and its two buttons.

import { make, setText } from '../dom.js';

/**
 * @param {number} number
 * @param {'window' | 'frame'} kind
 * @param {(action: string) => void} act
 */
export function createCard(number, kind, act) {
  const state = make('span', {
    className: 'badge',
    'data-testid': `tab-${number}-state`,
    textContent: 'opening',
  });
  const answer = make('p', {
    className: 'answer',
    'data-testid': `tab-${number}-answer`,
    textContent: 'Nothing sent yet.',
  });
  const buttons = [
    ['send', 'Send'],
    ['signOut', 'Sign out'],
  ].map(([action, text]) =>
    make('button', {
      type: 'button',
      textContent: text,
      'aria-label': `${text}: tab ${number}`,
      'data-testid': `tab-${number}-${action}`,
      onclick: () => act(action),
    }),
  );
  const element = make(
    'section',
    {
      className: 'card',
      'aria-labelledby': `tab-${number}`,
      'data-testid': `tab-${number}`,
      'data-kind': kind,
    },
    make(
      'div',
      { className: 'row' },
      make('h2', { id: `tab-${number}`, textContent: `Tab ${number}` }),
      state,
    ),
    make('p', {
      className: 'kind',
      textContent: kind === 'window' ? 'a window of its own' : 'a frame of this page',
    }),
    answer,
    make('div', { className: 'actions' }, ...buttons),
  );
  return {
    element,
    /** @param {{ state?: string, answer?: string, ok?: boolean, renewed?: boolean }} news */
    show(news) {
      if (news.state) {
        setText(state, news.state);
        state.dataset.state = news.state;
      }
      if (news.answer) {
        setText(answer, news.answer + (news.renewed ? ' · renewed for all' : ''));
        answer.dataset.tone = news.ok ? 'good' : 'bad';
      }
    },
    clear() {
      setText(answer, 'Sending …');
      delete answer.dataset.tone;
    },
  };
}
