import { api, story, words } from './page.mjs';
const { createApp, h, nextTick } = await import('vue');
const { useSession } = await import('everfetch/vue');

let view;
const app = createApp({
  setup() {
    view = useSession(api);
    return () => h('p', words(view.value));
  },
});
app.mount('#app');
await story(
  // Taken away, it shows nothing; the ref tells whether it still listens.
  () => document.getElementById('app').textContent || words(view.value),
  () => app.unmount(),
  async (step) => {
    await step();
    await nextTick();
  },
);
