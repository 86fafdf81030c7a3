// On a server: the state is `restoring`, whatever framework renders, and nobody keeps listening.
import assert from 'node:assert/strict';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createSSRApp, h } from 'vue';
import { renderToString as renderVue } from 'vue/server-renderer';
import { get } from 'svelte/store';
import everfetch from 'everfetch';
import * as react from 'everfetch/react';
import * as vue from 'everfetch/vue';
import * as svelte from 'everfetch/svelte';

const { session } = everfetch.create({
  baseURL: 'https://api.example.com',
  session: { refresh: '/auth/refresh' },
});
let listeners = 0;
const api = { session: { ...session, getSnapshot: session.getSnapshot, subscribe: () => listeners++ } };
const Shown = () => react.useSession(api).state;
assert.equal(renderToString(createElement(Shown)), 'restoring');
assert.equal(
  await renderVue(createSSRApp({ setup: () => () => h('p', vue.useSession(api).value.state) })),
  '<p>restoring</p>',
);
assert.equal(get(svelte.useSession(api)).state, 'restoring');
assert.equal(listeners, 0);
console.log('told');
