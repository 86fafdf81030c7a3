// The text of the option `session`. It decides which options are written, and what of the application's code for an ended
// session becomes `onSessionEnd`.

import { quote } from '../recognise/conditions.js';
import { isWeb } from '../recognise/stored.js';
import { indent } from './layout.js';
import { loginUrlText } from './login-page.js';
import { originsOf } from './origins.js';
import { rewrite } from './rewrite.js';
import { storage } from './storage.js';

const MESSAGE =
  /^(window\.)?(toast|message|notif|alert|snackbar|enqueueSnackbar|ElMessage|ElNotification|Swal|showToast|showMessage|Modal|Message|Notification|antd)/;

/** @returns {string} `{ … }`, indented by two blanks a level */
export function sessionText(cx, plan) {
  const { f, place, carrier } = plan;
  const lines = [];
  if (carrier !== 'bearer') lines.push(`carrier: '${carrier}'`);
  lines.push(`refresh: ${plan.refreshOption.text}`);
  if (plan.access) lines.push(...storage(cx, plan));
  const header = f.request?.header ?? f.header ?? 'Authorization';
  if (header !== 'Authorization' && !/^authorization$/i.test(header)) lines.push(`header: ${quote(header)}`);
  const scheme = f.request?.source ? f.request.scheme : f.scheme;
  if (plan.access && scheme !== undefined && scheme !== 'Bearer') lines.push(`scheme: ${quote(scheme)}`);
  if (plan.refreshOn) lines.push(`refreshOn: ${plan.refreshOn}`);
  const sliding = plan.hooks.find((hook) => hook.sliding)?.sliding;
  if (sliding) lines.push(`renew: (response) => response.headers[${quote(sliding.name)}]`);
  if (plan.exclude.length) lines.push(`exclude: [${plan.exclude.map(excludeText).join(', ')}]`);
  const origins = originsOf(cx, plan);
  if (origins) lines.push(origins);
  // As before: whatever refuses the refresh ends the session.
  if (!plan.isLenient)
    lines.push(
      `classify: ({ status }) => ([404, 409, 410, 419, 422].includes(status ?? 0) ? 'definitive' : undefined)`,
    );
  if (f.login) lines.push(loginUrlText(cx, plan));
  const ends = endStatements(cx, plan);
  if (ends.length)
    lines.push(
      `onSessionEnd(${ends.some((one) => one.startsWith('if (reason')) ? 'reason' : ''}) {\n${ends.map((one) => indent(one, 1)).join('\n')}\n}`,
    );
  const text = `{\n${lines.map((line) => indent(`${line},`, 1)).join('\n')}\n}`;
  if (!isTyped(place.module)) return text;
  // A record always has its access token; its type cannot say so.
  return text
    .replace(/(?<!if \()\brecord\.(accessToken|refreshToken)\b(?= *[,;)}])/g, 'record.$1!')
    .replace(/=> \((\{ \.\.\.\(accessToken && .*\})\),/g, '=> ($1) as Record<string, string>,');
}

const isTyped = ({ blocks }) => blocks.some(({ lang }) => /^tsx?$/.test(lang));

const excludeText = ({ text, op }) => {
  if (op === 'equals' || (op === 'startsWith' && text.startsWith('/'))) return quote(text);
  const pattern = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return `/${op === 'startsWith' ? '^' : ''}${pattern}${op === 'endsWith' ? '$' : ''}/`;
};

/** What the application did when the refresh had failed, beside forgetting the tokens. */
function endStatements(cx, plan) {
  const { f, place, access, refresh } = plan;
  const isDirect = isWeb(access) || access?.area === 'cookie';
  const texts = [];
  const add = (text) => {
    const made = text.replace(/^await\s+/, '').replace(/;?\s*$/, ';');
    if (!texts.includes(made)) texts.push(made);
  };
  for (const one of f.clears) {
    const isToken =
      one.area &&
      (one.area === access?.area || one.area === refresh?.area) &&
      (one.key === access?.key || one.key === refresh?.key);
    if (isToken || (!one.area && !isDirect && access)) continue;
    const text = rewrite(cx, one.node, one.scope, () => undefined, place);
    // A user who signs out by hand went by other code before, which may keep more.
    add(one.area ? `if (reason !== 'signedOut') ${text}` : text);
  }
  for (const one of f.ends) {
    const text = rewrite(cx, one.node, one.scope, () => undefined, place);
    add(MESSAGE.test(text) ? `if (reason !== 'signedOut') ${text}` : text);
  }
  return texts;
}
