// Chance that can be repeated.

/** The seeds of a run: those that `TIMELINE_SEED` names, with commas between them, else these. */
export function seeds(...usual) {
  const chosen = process.env.TIMELINE_SEED;
  if (!chosen) return usual;
  const list = chosen.split(",").map(Number);
  if (!list.every(Number.isSafeInteger)) throw new Error(`TIMELINE_SEED must be whole numbers with commas between them, not ${chosen}`);
  return list;
}

/** Numbers from 0 up to `below`, the same each time for a seed. */
export function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
