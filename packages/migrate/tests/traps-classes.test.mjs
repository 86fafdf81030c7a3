// Classes that look like the one that is moved (52-class-client), with one thing in them that cannot be followed.

import { filesOf, testTraps } from './lib/traps.mjs';

const api = (from, to) => ({ 'src/api-client.js': [from, to] });
const file = (text) => ({ 'src/other.js': text });

testTraps(filesOf('52-'), [
  [
    'a second object of the class',
    api(
      'export const api = new ApiClient();',
      'export const api = new ApiClient();\nexport const admin = new ApiClient();',
    ),
    /which client/,
  ],
  [
    'the class itself is exported',
    api(
      'class ApiClient {',
      'export const makeClient = (Made = ApiClient) => new Made();\nclass ApiClient {',
    ),
    /which client/,
  ],
  [
    'a class that extends another',
    api(
      'class ApiClient {\n  constructor() {',
      'class ApiClient extends Base {\n  constructor() {\n    super();',
    ),
    /which client/,
  ],
  ['an object made with arguments', api('new ApiClient()', 'new ApiClient(options)'), /which client/],
  [
    'an object made on demand',
    api(
      'export const api = new ApiClient();',
      'let one;\nexport const api = { get: (url) => (one ??= new ApiClient()).get(url) };',
    ),
    /which client/,
  ],
  [
    'the client is replaced later',
    api('  get(url, config) {', '  reset() {\n    this.axios = axios.create();\n  }\n\n  get(url, config) {'),
    /which client/,
  ],
  [
    'interceptors that are set on demand',
    {
      ...api('    this.setUpInterceptors();\n', ''),
      ...file("import { api } from './api-client';\napi.setUpInterceptors();\n"),
    },
    /beyond its constructor/,
  ],
  [
    'interceptors that are set twice',
    api('    this.setUpInterceptors();\n', '    this.setUpInterceptors();\n    this.setUpInterceptors();\n'),
    /beyond its constructor/,
  ],
  [
    'interceptors under a condition',
    api('    this.setUpInterceptors();\n', '    if (globalThis.window) this.setUpInterceptors();\n'),
    /beyond its constructor/,
  ],
  [
    'what happens at the end is a method',
    api("          window.location.href = '/login';", '          this.onLogout();'),
    /fields of the class|is not clear|not understood/,
  ],
  [
    'the token is in a field',
    api("const token = localStorage.getItem('accessToken');", 'const token = this.token;'),
    /has to do with the token and is not understood/,
  ],
  [
    'a sign-in where `this` is something else',
    api(
      '  async login(user, password) {',
      "  later(data) {\n    return data.then(function (tokens) {\n      localStorage.setItem('accessToken', tokens.accessToken);\n      localStorage.setItem('refreshToken', tokens.refreshToken);\n    });\n  }\n\n  async login(user, password) {",
    ),
    /`this` is something else/,
  ],
  [
    'a client as a parameter',
    file(
      'export function setUp(client) {\n  client.interceptors.response.use(null, (error) => refreshToken(error));\n}\n',
    ),
    /which client/,
  ],
]);
