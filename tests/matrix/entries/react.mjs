import { api, story, words } from './page.mjs';
const { act, createElement } = await import('react');
const { createRoot } = await import('react-dom/client');
const { useSession } = await import('everfetch/react');

let renders = 0;
const Shown = () => {
  const view = useSession(api);
  renders++;
  return words(view);
};
const root = createRoot(document.getElementById('app'));
await act(async () => root.render(createElement(Shown)));
const text = () => document.getElementById('app').textContent;
await story(
  () => {
    // Once for each state that was seen, and once for the first.
    if (renders > 5) throw new Error(`${renders} renders`);
    return text();
  },
  () => act(() => root.unmount()),
  act,
);
