// Compares two sets of files byte for byte. Decides in what words a difference is told.

/** @param {Map<string, Buffer | string>} first @param {Map<string, Buffer | string>} second @returns {string[]} */
export function differences(first, second) {
  const names = [...new Set([...first.keys(), ...second.keys()])].sort();
  return names.flatMap((name) => {
    if (!first.has(name)) return [`${name}: only the second build has it`];
    if (!second.has(name)) return [`${name}: only the first has it`];
    const [one, two] = [first, second].map((files) => Buffer.from(files.get(name)));
    if (one.equals(two)) return [];
    const at = one.findIndex((byte, index) => byte !== two[index]);
    return [
      `${name}: ${one.length} and ${two.length} bytes, different from byte ${at < 0 ? one.length : at} on`,
    ];
  });
}
