// Tells the user what is going on: named steps, how many there are, and how long the long ones have taken.
// A step is { name, check, work, takes }: `check` returns a text if there is nothing to do (quick, no network); otherwise
// `work(report)` does it and may return a text. `takes` is about how many seconds that is on an idle machine.
// In a list of steps a list of chains stands for chains that run side by side, each of them one step after the other.

const terminal = process.stdout.isTTY && !process.env.CI;

export const seconds = (since) => {
  const passed = (performance.now() - since) / 1000;
  if (passed < 100) return `${passed < 10 ? passed.toFixed(1) : Math.round(passed)} s`;
  return `${Math.floor(passed / 60)} min ${Math.round(passed % 60)} s`;
};

const clear = () => terminal && process.stdout.write('\r\x1b[K');
const say = (line) => {
  clear();
  console.log(line);
};

/** What is under way, in the order in which it began. @type {Set<{ label: string, state: string, since: number }>} */
const underWay = new Set();
let timer;

/** Shows that work goes on: on a terminal one line that rewrites itself, otherwise a line every 15 seconds. */
function show() {
  const texts = [...underWay].map(
    ({ label, state, since }) => `${label}${state ? `: ${state}` : ''}, ${seconds(since)}`,
  );
  const line = `      ${texts.join('; ')}`;
  if (terminal) process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns || 80) - 1)}`);
  else console.log(line);
}

/** Runs the step's work while its state is shown. */
async function working(step) {
  const entry = { label: step.doing ?? 'working', state: '', since: performance.now() };
  underWay.add(entry);
  timer ??= setInterval(show, terminal ? 1000 : 15_000);
  try {
    return await step.work((text) => (entry.state = text));
  } finally {
    underWay.delete(entry);
    if (underWay.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    clear();
  }
}

const isReady = async (step) => {
  try {
    return (await step.check?.()) !== undefined;
  } catch {
    // Such as a check that needs what an earlier step brings.
    return false;
  }
};

const flat = (list) => list.flat(2);

/** About how many seconds the steps take that are not done yet: those side by side as long as the longest chain. */
export async function estimate(list) {
  const sum = async (steps) => {
    let total = 0;
    for (const step of steps) total += (await isReady(step)) ? 0 : (step.takes ?? 0);
    return total;
  };
  let total = 0;
  for (const entry of list)
    total += Array.isArray(entry) ? Math.max(...(await Promise.all(entry.map(sum)))) : await sum([entry]);
  return total;
}

export async function steps(title, list) {
  const begun = performance.now();
  const all = flat(list);
  let worked = false;
  console.log(`${title}:`);

  async function doStep(step) {
    const number = `[${all.indexOf(step) + 1}/${all.length}]`;
    const ready = await step.check?.();
    if (ready !== undefined) return say(`${number} ${step.name}: ${ready}`);
    worked = true;
    say(`${number} ${step.name} …${step.long ? ` (${step.long})` : ''}`);
    const since = performance.now();
    const result = await working(step);
    // Beside others a result has to say whose it is.
    say(
      `${underWay.size > 0 ? `${number} ${step.name}: ` : '      '}${result ?? 'done'} (${seconds(since)})`,
    );
  }

  async function doChain(chain) {
    for (const step of chain) await doStep(step);
  }

  for (const entry of list) {
    if (!Array.isArray(entry)) {
      await doStep(entry);
      continue;
    }
    // What is under way is left to end: a half-installed tool would be worse than a late message.
    const done = await Promise.allSettled(entry.map(doChain));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
  }
  if (worked) console.log(`${title}: done in ${seconds(begun)}`);
}
