import { api, story, words } from './page.mjs';
const { derived } = await import('svelte/store');
const { useSession } = await import('everfetch/svelte');

let shown = '';
const stop = derived(useSession(api), words).subscribe((text) => (shown = text));
await story(() => shown, stop);
