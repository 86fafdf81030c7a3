// @ts-check
/** The text of a body that somebody else will read. It decides how much is read of it. */

/** More of a body than this, in bytes or characters, is for its reader alone. */
export const LONGEST = 65_536;

/**
 * The text of a copy, unless it is long. @param {Request | Response} copy @returns {Promise<string | undefined>}
 */
export const peek = async ({ body }) => {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (let text = ''; ;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
    if (text.length <= LONGEST) continue;
    reader.cancel().catch(() => {});
    return;
  }
};
