// Colours for a text of JavaScript or JSON: comments, strings, numbers, words of the language, names of properties. A
// sketch of the language that is good enough for short examples; what it does not know it leaves as it is.

const TOKENS = [
  ['comment', String.raw`\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)`],
  ['string', String.raw`'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|` + '`(?:\\\\.|[^`\\\\])*`?'],
  ['number', String.raw`\b\d[\d_.]*(?:e[+-]?\d+)?n?\b`],
  [
    'keyword',
    String.raw`\b(?:async|await|catch|class|const|else|export|false|finally|for|from|function|if|import|let|new|null|of|return|this|throw|true|try|typeof|undefined)\b`,
  ],
  ['word', String.raw`[A-Za-z_$][\w$]*`],
];
const PATTERN = new RegExp(TOKENS.map(([, pattern]) => `(${pattern})`).join('|'), 'g');

/**
 * The parts of a text, in order; joined they are the text.
 * @param {string} text
 * @returns {{ kind: string, text: string }[]} `kind` is empty where there is nothing to colour
 */
export function tokens(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > end) found.push({ kind: '', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [kind] = TOKENS[match.slice(1).findIndex((group) => group !== undefined)];
    // Before a colon a word or a string is the name of a property.
    const isName = (kind === 'word' || kind === 'string') && /^\s*:/.test(text.slice(end));
    found.push({ kind: isName ? 'name' : kind === 'word' ? '' : kind, text: match[0] });
  }
  if (end < text.length) found.push({ kind: '', text: text.slice(end) });
  return found;
}

/** Shows a text in an element, in colours. @param {HTMLElement} element @param {string} text */
export function showCode(element, text) {
  if (element.textContent === text) return;
  element.replaceChildren(
    ...tokens(text).map(({ kind, text: part }) =>
      kind
        ? Object.assign(document.createElement('span'), { className: `code-${kind}`, textContent: part })
        : part,
    ),
  );
}

/**
 * Gives a text field colours: the same text in colours lies behind it, and its own is drawn transparent.
 * @param {HTMLTextAreaElement} field
 * @returns {() => void} to be called when a script has changed the text
 */
export function colourField(field) {
  const behind = document.createElement('pre');
  behind.className = 'code-behind';
  behind.setAttribute('aria-hidden', 'true');
  const around = document.createElement('div');
  around.className = 'code-field';
  field.replaceWith(around);
  around.append(behind, field);
  const scroll = () => {
    behind.scrollTop = field.scrollTop;
    behind.scrollLeft = field.scrollLeft;
  };
  const show = () => {
    // A pre does not show a line break at its end.
    showCode(behind, `${field.value}\n`);
    scroll();
  };
  field.addEventListener('input', show);
  field.addEventListener('scroll', scroll);
  show();
  return show;
}
