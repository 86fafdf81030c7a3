import everfetch from 'everfetch';
import 'everfetch/core';
import { start } from './first-answer.js';

start(everfetch);
