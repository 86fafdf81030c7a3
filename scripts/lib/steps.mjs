// Tells the user what is going on: named steps, how many there are, and how long the long ones have taken.
// A step is { name, check, work }: `check` returns a text if there is nothing to do (quick, no network); otherwise
// `work(report)` does it and may return a text.

const terminal = process.stdout.isTTY && !process.env.CI;

export const seconds = (since) => {
  const passed = (performance.now() - since) / 1000;
  if (passed < 100) return `${passed < 10 ? passed.toFixed(1) : Math.round(passed)} s`;
  return `${Math.floor(passed / 60)} min ${Math.round(passed % 60)} s`;
};

/** Shows that work goes on: on a terminal one line that rewrites itself, otherwise a line every 15 seconds. */
function ticker(label) {
  const since = performance.now();
  let state = '';
  const show = () => {
    const line = `      ${label}${state ? `: ${state}` : ''}, ${seconds(since)}`;
    if (terminal) process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns || 80) - 1)}`);
    else console.log(line);
  };
  const timer = setInterval(show, terminal ? 1000 : 15_000);
  return {
    report: (text) => {
      state = text;
    },
    end: () => {
      clearInterval(timer);
      if (terminal) process.stdout.write('\r\x1b[K');
    },
  };
}

export async function steps(title, list) {
  const begun = performance.now();
  let worked = false;
  console.log(`${title}:`);
  for (const [index, step] of list.entries()) {
    const head = `[${index + 1}/${list.length}] ${step.name}`;
    const ready = await step.check?.();
    if (ready !== undefined) {
      console.log(`${head}: ${ready}`);
      continue;
    }
    worked = true;
    console.log(`${head} …${step.long ? ` (${step.long})` : ''}`);
    const since = performance.now();
    const line = ticker(step.doing ?? 'working');
    let result;
    try {
      result = await step.work(line.report);
    } finally {
      line.end();
    }
    console.log(`      ${result ?? 'done'} (${seconds(since)})`);
  }
  if (worked) console.log(`${title}: done in ${seconds(begun)}`);
}
