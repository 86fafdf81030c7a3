// Counts the steps of a regular expression: a backtracking matcher over its syntax tree, as the engines of browsers
// work, for what the expressions of this package are made of. And makes the texts that such a matcher is slow on:
// what a repetition takes, many times, with something after it that does not fit.
import { RegExpParser } from '@eslint-community/regexpp';

const FOREIGN = '\u2603';
// Enough to see that something is not linear; an exponential expression would never end.
const MOST = 100_000;

/** Whether one character fits a node, by the expression of that node alone. */
const fitter = (raw, flags) => {
  const whole = new RegExp(`^(?:${raw})$`, flags.replace(/[gy]/g, ''));
  const known = new Map();
  return (char) => {
    if (!known.has(char)) known.set(char, whole.test(char));
    return known.get(char);
  };
};

/** @param {string} source @param {string} flags */
export const readExpression = (source, flags) => {
  const tree = new RegExpParser().parsePattern(source, 0, source.length, flags.includes('u'));
  const fits = new Map();
  const quantifiers = [];
  const looked = [];
  const each = (node, path = []) => {
    if (['Character', 'CharacterSet', 'CharacterClass'].includes(node.type))
      fits.set(node, fitter(node.raw, flags));
    if (node.type === 'Quantifier') quantifiers.push([node, path]);
    if (fits.has(node)) return;
    if (node.type === 'Assertion' && node.alternatives) looked.push(...node.alternatives);
    for (const child of node.alternatives ?? []) each(child, [...path, child]);
    node.elements?.forEach((child, at) => each(child, [...path, ...node.elements.slice(0, at)]));
    if (node.element) each(node.element, path);
  };
  each(tree);

  let text, steps;
  /** Continues with `next` from every place where the node ends, best first. */
  const match = (node, at, next) => {
    if (++steps > MOST) return false;
    switch (node.type) {
      case 'Alternative': {
        const from = (index, place) =>
          index === node.elements.length
            ? next(place)
            : match(node.elements[index], place, (end) => from(index + 1, end));
        return from(0, at);
      }
      case 'Pattern':
      case 'Group':
      case 'CapturingGroup':
        return node.alternatives.some((one) => match(one, at, next));
      case 'Quantifier': {
        const more = (count, place) => {
          const again = () =>
            count < node.max &&
            match(node.element, place, (end) => (end > place || count < node.min) && more(count + 1, end));
          const enough = () => count >= node.min && next(place);
          return node.greedy ? again() || enough() : enough() || again();
        };
        return more(0, at);
      }
      case 'Assertion': {
        if (node.kind === 'start')
          return (at === 0 || (flags.includes('m') && text[at - 1] === '\n')) && next(at);
        if (node.kind === 'end')
          return (at === text.length || (flags.includes('m') && text[at] === '\n')) && next(at);
        if (node.kind === 'lookahead')
          return node.alternatives.some((one) => match(one, at, () => true)) !== node.negate && next(at);
        throw new Error(`a matcher for ${node.kind} is missing`);
      }
      default: {
        if (!fits.has(node)) throw new Error(`a matcher for ${node.type} is missing`);
        return at < text.length && fits.get(node)(text[at]) && next(at + 1);
      }
    }
  };

  /** The steps of all searches in a text: of one, or with the flag g of all that follow each other. */
  const count = (given) => {
    text = given;
    steps = 0;
    for (let at = 0; at <= text.length;) {
      let end = -1;
      if (match(tree, at, (place) => ((end = place), true))) {
        if (!flags.includes('g')) break;
        at = Math.max(end, at + 1);
      } else at++;
    }
    return steps;
  };

  const printable = [...Array(128).keys()].map((code) => String.fromCharCode(code)).reverse();
  const sampleOf = (node) => {
    if (fits.has(node)) return [...printable, FOREIGN].find(fits.get(node)) ?? '';
    if (node.type === 'Quantifier') return sampleOf(node.element).repeat(node.min);
    if (node.type === 'Alternative') return node.elements.map(sampleOf).join('');
    return node.alternatives?.length && node.type !== 'Assertion' ? sampleOf(node.alternatives[0]) : '';
  };
  const alphabet = [...new Set([...fits.keys()].map(sampleOf))].slice(0, 7);

  /** Texts of about such a length. @param {number} length */
  const attacks = (length) => {
    const heads = [
      ...new Set([
        '',
        FOREIGN,
        ...quantifiers.map(([, path]) =>
          path
            .filter((node) => node.type !== 'Alternative')
            .map(sampleOf)
            .join(''),
        ),
      ]),
    ];
    const words = tree.alternatives.map(sampleOf).filter((word) => word.length > 1 && word.length < 9);
    const tails = ['', FOREIGN, ...looked.map(sampleOf)];
    const pumps = [
      ...words,
      ...alphabet.flatMap((one) => [one, ...alphabet.filter((two) => two !== one).map((two) => one + two)]),
    ];
    return heads.flatMap((head) =>
      pumps.flatMap((pump) => tails.map((tail) => head + pump.repeat(length / pump.length) + tail)),
    );
  };
  return { count, attacks, repeats: quantifiers.some(([node]) => node.max === Infinity) };
};

/** How many times more steps a text of four times the length takes, at worst: 4 if linear, 16 if quadratic. */
export const growthOf = (source, flags) => {
  const { count, attacks, repeats } = readExpression(source, flags);
  if (!repeats) return { growth: 4 };
  const long = attacks(240);
  return attacks(60).reduce(
    (worst, text, at) => {
      const short = count(text);
      const growth = short < MOST ? count(long[at]) / Math.max(short, 60) : Infinity;
      return growth > worst.growth ? { growth, text: text.slice(0, 12) } : worst;
    },
    { growth: 0, text: '' },
  );
};
