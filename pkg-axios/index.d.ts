// Types of everfetch, which have the names of axios's own. `declare module 'axios'` of an application adds to them.
export * from 'everfetch';
export { default } from 'everfetch';
