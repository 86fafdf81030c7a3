// The faults: one card for each. They are independent of each other, so that all may run at once.

import { $, onClick } from '../dom.js';
import { setUpTop } from '../top.js';
import { createCard } from './card.js';
import { late401 } from './scenarios/late401.js';
import { loggedOut } from './scenarios/logged-out.js';
import { lostAnswer } from './scenarios/lost-answer.js';
import { offline } from './scenarios/offline.js';
import { otherUser } from './scenarios/other-user.js';
import { rateLimit } from './scenarios/rate-limit.js';
import { reload } from './scenarios/reload.js';

const cards = [late401, lostAnswer, rateLimit, offline, loggedOut, reload, otherUser].map(createCard);

setUpTop();
$('faults').append(...cards.map(({ element }) => element));
onClick($('run-all'), () => Promise.all(cards.map(({ start }) => start())), console.error);
document.documentElement.dataset.ready = 'true';
