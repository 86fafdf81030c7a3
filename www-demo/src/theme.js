// Light, dark, or as the system has it. The choice outlives the page where storage is allowed.

const KEY = 'everfetch-demo-theme';
const CHOICES = ['auto', 'light', 'dark'];

/** @param {HTMLButtonElement} button */
export function setUpTheme(button) {
  const show = () => {
    button.textContent = `Theme: ${document.documentElement.dataset.theme ?? 'auto'}`;
  };
  button.addEventListener('click', () => {
    const { dataset } = document.documentElement;
    const next = CHOICES[(CHOICES.indexOf(dataset.theme ?? 'auto') + 1) % CHOICES.length];
    if (next === 'auto') delete dataset.theme;
    else dataset.theme = next;
    try {
      if (next === 'auto') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Blocked storage: the choice holds for this page.
    }
    show();
  });
  show();
}
