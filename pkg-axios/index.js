// What `import 'axios'` gets. Everything is everfetch's own: there is one copy of it, whoever asks under which name.
export * from 'everfetch';
export { default } from 'everfetch';
