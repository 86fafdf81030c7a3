import { api, story, words } from './page.mjs';
const { Injector, computed, runInInjectionContext } = await import('@angular/core');
const { injectSession } = await import('everfetch/angular');

const injector = Injector.create({ providers: [] });
const view = runInInjectionContext(injector, () => injectSession(api));
await story(
  computed(() => words(view())),
  () => injector.destroy(),
);
