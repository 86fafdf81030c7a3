import everfetch from 'everfetch/streaming';
import { start } from './first-answer.js';

start(everfetch);
