// Where a generated request may differ from axios, and why: the whole list. `level` takes the difference out of an
// outcome, so that everything else is compared; docs/axios-compatibility.md has the same sentences.

/** A copy of plain data with each text changed. @param {any} value @param {(text: string) => string} change */
const texts = (value, change) =>
  typeof value === 'string'
    ? change(value)
    : Array.isArray(value)
      ? value.map((one) => texts(one, change))
      : value && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, texts(one, change)]))
        : value;

export const differences = [
  {
    by: 'default',
    why: 'The charset of a text is on the wire as it was set; XMLHttpRequest spells it in capitals.',
    level: (outcome) => texts(outcome, (text) => text.replace(/charset=UTF-8$/, 'charset=utf-8')),
  },
  {
    by: 'default',
    why: 'The type of a Blob keeps the parameters of the Content-Type; XMLHttpRequest drops them.',
    level(outcome) {
      const response = outcome.response ?? outcome.error?.response;
      if (response?.data?.kind !== 'Blob') return outcome;
      response.data.type = response.data.type.split(';')[0];
      return outcome;
    },
  },
  {
    by: 'fetch',
    why: 'A GET or HEAD with a body is refused in the words of `fetch()`, not in those of `new Request()`.',
    level: (outcome) =>
      texts(outcome, (text) =>
        text.replace(/^Failed to (?:construct|execute) '\w+'(?: on 'Window')?: (?=Request with GET)/, ''),
      ),
  },
];

/** An outcome without what may differ by a transport. @param {string} transport @param {any} outcome */
export const levelled = (transport, outcome) =>
  differences.filter(({ by }) => by === transport).reduce((seen, { level }) => level(seen), outcome);
