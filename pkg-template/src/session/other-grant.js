// @ts-check
/**
 * Whether another page has the same id for another grant. Such pages may be meant to share their session, and do not: it
 * decides that they say so, and of which option.
 */
import { warnOnce } from './report.js';

/** The options that identify a grant, in the order of `grantOf` (identity.js). */
const OPTIONS = [
  'baseURL or session.origins',
  'session.refresh',
  'session.refresh.clientId',
  'session.carrier',
];

/** Compares with the page before, of this tab or another. @param {import('./types.js').Handle} handle */
export const compareGrant = ({ options: { id }, grant }) => {
  if (!id) return;
  try {
    const key = `everfetch:${id}:I`;
    const before = localStorage.getItem(key)?.split('\n');
    const other = before ? OPTIONS.find((_, at) => before[at] !== grant[at]) : '';
    if (other === undefined) return;
    localStorage.setItem(key, grant.join('\n'));
    if (other)
      warnOnce(
        `${other} is another one than in the last page with the session "${id}", so the two share no session; ` +
          'give one of them another id, or the same options',
      );
  } catch {
    // Where there is no localStorage, nothing is shared.
  }
};
