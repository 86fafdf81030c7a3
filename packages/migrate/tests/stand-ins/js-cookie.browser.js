// js-cookie over the cookies of a real page.
const all = () =>
  Object.fromEntries(
    document.cookie
      .split('; ')
      .filter(Boolean)
      .map((one) => one.split('=').map(decodeURIComponent)),
  );
const put = (name, value, { path = '/', secure, sameSite, expires } = {}) => {
  const until = expires && new Date(Date.now() + expires * 864e5).toUTCString();
  document.cookie = [
    `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    `path=${path}`,
    until && `expires=${until}`,
    secure && 'secure',
    sameSite && `samesite=${sameSite}`,
  ]
    .filter(Boolean)
    .join('; ');
};
export default {
  get: (name) => all()[name],
  set: put,
  remove: (name, attributes) => put(name, '', { ...attributes, expires: -1 }),
};
