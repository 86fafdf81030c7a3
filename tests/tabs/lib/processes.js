// Which process each tab runs in. The protocol does not say, so it is found out: a tab burns time, and the process
// that has used it is the tab's.

const BURN = 400;

const used = async (cdp) => {
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  return new Map(
    processInfo.filter(({ type }) => type === 'renderer').map(({ id, cpuTime }) => [id, cpuTime]),
  );
};

/** @param {any} cdp of the browser @param {any[]} tabs @returns {Promise<number[]>} the processes of `tabs` */
export async function processes(cdp, tabs) {
  const found = [];
  for (const tab of tabs) {
    const before = await used(cdp);
    await tab.run((ms) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
    }, BURN);
    const grown = [...(await used(cdp))].map(([id, time]) => [id, time - (before.get(id) ?? 0)]);
    found.push(grown.sort((a, b) => b[1] - a[1])[0][0]);
  }
  return found;
}
