/**
 * Huffman codes of deflate (RFC 1951, 3.2.2), as fflate 0.8 makes them: its streams are those of earlier versions of this
 * package, and stay. (fflate is under the MIT license, Copyright (c) Arjun Barrett; it follows UZIP.js.)
 */

/** Bits of the code of each symbol, 0 for one that does not occur, and the most of them. */
export interface CodeLengths {
  lengths: Uint8Array;
  most: number;
}

interface Leaf {
  symbol: number;
  frequency: number;
  left?: Leaf;
  right?: Leaf;
}

/** More often than any symbol of a block occurs. */
const NEVER = 25001;

/** @param limit Bits that a code may have. */
export function codeLengths(frequencies: Uint16Array, limit: number): CodeLengths {
  const leaves: Leaf[] = [];
  for (const [symbol, frequency] of frequencies.entries()) if (frequency) leaves.push({ symbol, frequency });
  const count = leaves.length;
  if (count === 0) return { lengths: new Uint8Array(0), most: 0 };
  const highest = leaves[count - 1].symbol;
  const lengths = new Uint16Array(highest + 1);
  if (count === 1) {
    lengths[highest] = 1;
    return { lengths: new Uint8Array(lengths), most: 1 };
  }
  const root = joined(leaves.slice().sort((one, other) => one.frequency - other.frequency));
  const deepest = setDepths(root, lengths, 0);
  if (deepest > limit) shorten(leaves, lengths, deepest, limit);
  return { lengths: new Uint8Array(lengths), most: Math.min(deepest, limit) };
}

/** The two rarest nodes become one, until one is left; `nodes` begins with joined ones, and the rest are leaves. */
function joined(nodes: Leaf[]): Leaf {
  const count = nodes.length;
  nodes.push({ symbol: -1, frequency: NEVER });
  const join = (left: Leaf, right: Leaf): Leaf => ({
    symbol: -1,
    frequency: left.frequency + right.frequency,
    left,
    right,
  });
  nodes[0] = join(nodes[0], nodes[1]);
  let [next, made, leaf] = [0, 1, 2];
  while (made !== count - 1) {
    const left = nodes[nodes[next].frequency < nodes[leaf].frequency ? next++ : leaf++];
    const right = nodes[next !== made && nodes[next].frequency < nodes[leaf].frequency ? next++ : leaf++];
    nodes[made++] = join(left, right);
  }
  return nodes[made - 1];
}

/** @returns The deepest. */
function setDepths({ symbol, left, right }: Leaf, lengths: Uint16Array, depth: number): number {
  if (left && right) {
    return Math.max(setDepths(left, lengths, depth + 1), setDepths(right, lengths, depth + 1));
  }
  lengths[symbol] = depth;
  return depth;
}

/** Cuts codes that are too long, and lengthens others for the room that this takes. */
function shorten(leaves: Leaf[], lengths: Uint16Array, deepest: number, limit: number): void {
  const ranked = leaves.sort(
    (one, other) => lengths[other.symbol] - lengths[one.symbol] || one.frequency - other.frequency,
  );
  const left = deepest - limit;
  const cost = 1 << left;
  let [at, debt] = [0, 0];
  for (; at < ranked.length; at++) {
    const { symbol } = ranked[at];
    if (lengths[symbol] <= limit) break;
    debt += cost - (1 << (deepest - lengths[symbol]));
    lengths[symbol] = limit;
  }
  debt >>= left;
  while (debt > 0) {
    const { symbol } = ranked[at];
    if (lengths[symbol] < limit) debt -= 1 << (limit - lengths[symbol]++ - 1);
    else at++;
  }
  for (; at >= 0 && debt; at--) {
    const { symbol } = ranked[at];
    if (lengths[symbol] === limit) {
      lengths[symbol]--;
      debt++;
    }
  }
}

/** The code of each symbol, its first bit lowest. */
export function codesOf({ lengths, most }: CodeLengths): Uint16Array {
  const counts = new Uint16Array(most + 1);
  for (const length of lengths) if (length) counts[length]++;
  const next = new Uint16Array(most + 1);
  for (let length = 2; length <= most; length++) next[length] = (next[length - 1] + counts[length - 1]) << 1;
  const codes = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries())
    if (length) codes[symbol] = reversed(next[length]++, length);
  return codes;
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
  return turned;
}

/** Code lengths, run by run: a symbol of the code of lengths in 5 bits, its extra bits' value in 7, their number above. */
export function runsOf(lengths: Uint8Array): { runs: Uint16Array; count: number } {
  let count = lengths.length;
  while (count > 1 && !lengths[count - 1]) count--;
  count = Math.max(1, count);
  const runs = new Uint16Array(count);
  let [made, value, streak] = [0, lengths[0] ?? 0, 1];
  for (let at = 1; at <= count; at++) {
    if (at !== count && lengths[at] === value) {
      streak++;
      continue;
    }
    if (value === 0 && streak > 2) {
      for (; streak > 138; streak -= 138) runs[made++] = 32754;
      if (streak > 2) {
        runs[made++] = streak > 10 ? ((streak - 11) << 5) | 28690 : ((streak - 3) << 5) | 12305;
        streak = 0;
      }
    } else if (streak > 3) {
      runs[made++] = value;
      streak--;
      for (; streak > 6; streak -= 6) runs[made++] = 8304;
      if (streak > 2) {
        runs[made++] = ((streak - 3) << 5) | 8208;
        streak = 0;
      }
    }
    while (streak-- > 0) runs[made++] = value;
    streak = 1;
    value = lengths[at];
  }
  return { runs: runs.subarray(0, made), count };
}
