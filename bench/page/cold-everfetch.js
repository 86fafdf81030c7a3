import everfetch from 'everfetch';
import { start } from './first-answer.js';

start(everfetch);
