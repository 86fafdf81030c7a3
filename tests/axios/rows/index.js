// The rows of axios's public surface, by section. A row is `{ item, run, by?, gives?, differs? }`: what it is about (the
// title of its test and its line in docs/axios-compatibility.md), what is done with a library, by which transports (all
// three by default, `ONCE` where it sends nothing or brings its own adapter), what must come of it beside the
// comparison with axios, and, if everfetch differs on purpose, why.

import { body, headers } from './body.js';
import { classes, conversions, defaults, status, tokens } from './classes.js';
import { credentials, environment, time, transitional } from './flow.js';
import { idioms } from './idioms.js';
import { ignored } from './ignored.js';
import { errors, interceptors, response } from './outcome.js';
import { exported, instance, statics } from './surface.js';
import { received, target } from './target.js';
import { withSession } from './with-session.js';

export const sections = [
  { title: 'Exports of the module', file: 'surface.js', rows: exported },
  { title: 'Members of an instance', file: 'surface.js', rows: instance },
  { title: 'Statics', file: 'surface.js', rows: statics },
  { title: 'Config: target and method', file: 'target.js', rows: target },
  { title: 'Config: body and transforms', file: 'body.js', rows: body },
  { title: 'Config: headers', file: 'body.js', rows: headers },
  { title: 'Config: the answer', file: 'target.js', rows: received },
  { title: 'Config: time, cancellation, progress', file: 'flow.js', rows: time },
  { title: 'Config: credentials and XSRF', file: 'flow.js', rows: credentials },
  { title: 'Config: transport and environment', file: 'flow.js', rows: environment },
  { title: 'Config: transitional', file: 'flow.js', rows: transitional },
  { title: 'Responses', file: 'outcome.js', rows: response },
  { title: 'Interceptors', file: 'outcome.js', rows: interceptors },
  { title: 'Errors', file: 'outcome.js', rows: errors },
  { title: 'CancelToken', file: 'classes.js', rows: tokens },
  { title: 'AxiosHeaders', file: 'classes.js', rows: classes },
  { title: 'Conversions', file: 'classes.js', rows: conversions },
  { title: 'Defaults', file: 'classes.js', rows: defaults },
  { title: 'Status codes', file: 'classes.js', rows: status },
  { title: 'Accepted and ignored, as in axios in a browser', file: 'ignored.js', rows: ignored },
  { title: 'Idioms of applications', file: 'idioms.js', rows: idioms },
  { title: 'The same idioms, on clients with a session', file: 'with-session.js', rows: withSession(idioms) },
];
