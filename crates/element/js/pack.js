// The Wasm out of the form in which it is sent; composed to one script with wasm.js and element.js. xtask packs it
// (xtask/src/build/pack.rs): what stands behind instructions is apart from them, each sort with its own.

// What a packed Wasm begins with.
const MARK = [0, 116, 108, 49];
// The parts, in order.
const [AFTER, CODE, READ, CONSTANT, CALL, LOAD, WRITE, STORE, OTHER, JUMP, VARIABLES, BEFORE] = Array(12).keys();
// Instructions from the first to the last of a sort, and the parts of the numbers behind them.
const SORTS = [
  [2, 4, CODE],
  [12, 14, JUMP],
  [16, 16, CALL],
  [17, 17, OTHER, OTHER],
  [28, 28, OTHER, OTHER],
  [32, 32, READ],
  [33, 34, WRITE],
  [35, 38, OTHER],
  [40, 53, CODE, LOAD],
  [54, 62, CODE, STORE],
  [63, 64, OTHER],
  [65, 65, CONSTANT],
  [66, 66, OTHER],
  [208, 208, OTHER],
  [210, 210, OTHER],
  [252, 252, CODE],
];

// After so many bytes the page has its turn.
const SLICE = 2e5;

/** The bytes of a Wasm; those that are not packed as they are. Plain loops: it runs once, mostly before it is compiled. */
async function unpacked(packed) {
  if (MARK.some((byte, place) => packed[place] !== byte)) return packed;
  const first = new Uint8Array(256);
  const second = new Uint8Array(256);
  for (const [from, last, one, two] of SORTS) {
    first.fill(one, from, last + 1);
    second.fill(two, from, last + 1);
  }
  const at = new Uint32Array(BEFORE + 1);
  at[AFTER] = MARK.length;
  let out = new Uint8Array(99);
  let to = 0;
  /** Copies numbers out of a part, and tells the last. */
  const numbers = (part, count) => {
    let value = 0;
    while (count--) {
      value = 0;
      let shift = 0;
      let byte;
      do {
        byte = out[to++] = packed[at[part]++];
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte > 127);
    }
    return value;
  };
  const copy = (part, count) => {
    out.set(packed.subarray(at[part], at[part] + count), to);
    at[part] += count;
    to += count;
  };
  // The head is the length of the whole, the count of functions, and the lengths of the parts.
  const size = numbers(AFTER, 1);
  let left = numbers(AFTER, 1);
  const lengths = at.map(() => numbers(AFTER, 1));
  at.reduce((start, _, part) => (at[part] = start) + lengths[part], at[AFTER]);
  out = new Uint8Array(size);
  to = 0;
  copy(BEFORE, lengths[BEFORE]);
  const one = () => {
    const from = to;
    for (let sorts = numbers(VARIABLES, 1); sorts; sorts--) {
      numbers(VARIABLES, 1);
      copy(VARIABLES, 1);
    }
    let depth = 1;
    let byte;
    let part;
    let place = at[CODE];
    while (depth) {
      const instruction = (out[to++] = packed[place++]);
      part = first[instruction];
      if (!part) {
        if (instruction === 11) depth--;
        else if (instruction === 67) copy(OTHER, 4);
        else if (instruction === 68) copy(OTHER, 8);
      } else if (part === CODE) {
        if (instruction < 5) depth++;
        do {
          byte = out[to++] = packed[place++];
        } while (byte > 127);
        part = second[instruction];
        if (part) {
          do {
            byte = out[to++] = packed[at[part]++];
          } while (byte > 127);
        } else if (instruction === 252 && byte > 7) numbers(OTHER, byte < 15 && byte % 2 === 0 ? 2 : 1);
      } else {
        if (instruction === 14) numbers(JUMP, numbers(JUMP, 1));
        do {
          byte = out[to++] = packed[at[part]++];
        } while (byte > 127);
        if (second[instruction]) numbers(OTHER, 1);
      }
    }
    at[CODE] = place;
    // Before each function stands its length.
    const length = to - from;
    const bytes = length < 128 ? 1 : length < 16384 ? 2 : length < 2097152 ? 3 : 4;
    out.copyWithin(from + bytes, from, to);
    to = from;
    for (let rest = length; to < from + bytes; rest >>= 7) out[to++] = rest > 127 ? (rest & 127) | 128 : rest;
    to += length;
  };
  while (left) {
    for (const until = to + SLICE; left && to < until; left--) one();
    await new Promise((next) => setTimeout(next));
  }
  copy(AFTER, lengths[AFTER]);
  return out;
}
