// As React Native's template has it. Everything but the application lies in the folders above, which Metro has to be told.
const { dirname, join } = require('node:path');
const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');

module.exports = mergeConfig(getDefaultConfig(__dirname), {
  watchFolders: [
    join(__dirname, '..', 'node_modules'),
    dirname(dirname(require.resolve('react-native/package.json'))),
  ],
});
