// What was not understood. A refusal is thrown where it is met, and ends the recognition of one client; nothing of that
// client is changed then.

export class Refusal extends Error {
  /** @param {any} module @param {any} node @param {string} why @param {string} [page] of the docs */
  constructor(module, node, why, page = 'docs/migrating.md') {
    super(why);
    this.module = module;
    this.node = node;
    this.page = page;
  }
}

export const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;

/** The first line of a node, short enough for a report. */
export function excerpt(text, node) {
  // A chain of calls over several lines reads as one.
  const whole = text.slice(node.start, node.end).replace(/^([\w$.]+)\s*\n\s*(?=\??\.)/, '$1');
  const line = whole.split('\n')[0].trim();
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
