// Bundles the application as `react-native bundle` does: `node build.js PROFILE FILE`. The profile says what Hermes takes.
const { join } = require('node:path');
const Metro = require('metro');

async function build([profile, out]) {
  const config = await Metro.loadConfig({ config: join(__dirname, 'metro.config.js') });
  await Metro.runBuild(config, {
    entry: 'index.js',
    out,
    platform: 'ios',
    dev: false,
    minify: false,
    unstable_transformProfile: profile,
  });
}

build(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
