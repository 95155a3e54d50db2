/** Changes of files: of any bytes, and of formats whose checksums and lengths would otherwise hide what lies behind them. */
import { createRequire } from 'node:module';
import { crc32, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

// Of the package that reads archives, so that the project's root needs none of its own.
const require = createRequire(new URL('../../packages/formats/package.json', import.meta.url));
const { unzipSync, zipSync } = require('fflate');

const NUMBERS = [0, 1, 2, 3, 7, 8, 15, 16, 127, 128, 254, 255];
const WORDS = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 1e9];
const VALUES = [
  null,
  true,
  0,
  -1,
  1,
  0.5,
  1e9,
  1e17,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 32,
  '',
  'constructor',
  '__proto__',
  'toString',
  '1e9',
  '../../x',
  'x'.repeat(5000),
  [],
  {},
  [1e9, 1e9],
  [[[[[[[[]]]]]]]],
  { length: 1e9 },
];

/** A few changes of any kind. */
export function mutateBytes(random, bytes, other = bytes) {
  let copy = bytes.slice();
  for (let count = 1 + random.below(4); count > 0; count--) copy = changeOnce(random, copy, other);
  return copy;
}

function changeOnce(random, bytes, other) {
  if (bytes.length === 0) return Uint8Array.of(random.below(256));
  const at = random.below(bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (random.below(9)) {
    case 0:
      bytes[at] ^= 1 << random.below(8);
      return bytes;
    case 1:
      bytes[at] = random.pick(NUMBERS);
      return bytes;
    case 2:
      if (at + 2 <= bytes.length) view.setUint16(at, random.pick(WORDS) & 0xffff, random.next() < 0.5);
      return bytes;
    case 3:
      if (at + 4 <= bytes.length) view.setUint32(at, random.pick(WORDS) >>> 0, random.next() < 0.5);
      return bytes;
    case 4:
      return bytes.slice(0, at);
    case 5: {
      const length = 1 + random.below(Math.min(64, bytes.length - at));
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    }
    case 6: {
      const length = 1 + random.below(Math.min(64, bytes.length - at));
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at));
    }
    case 7: {
      const from = random.below(other.length || 1);
      return joined(
        bytes.subarray(0, at),
        other.subarray(from, from + 1 + random.below(256)),
        bytes.subarray(at),
      );
    }
    default:
      bytes.fill(random.pick(NUMBERS), at, at + 1 + random.below(16));
      return bytes;
  }
}

/** PNG: chunks with right checksums, or pixels behind a right compression. */
export function mutatePng(random, bytes, other) {
  const chunks = chunksOf(bytes);
  if (chunks.length === 0 || random.next() < 0.2) return mutateBytes(random, bytes, other);
  const chunk = random.pick(chunks);
  if (chunk.type === 'IDAT' && random.next() < 0.7) {
    try {
      chunk.data = bytesOf(deflateSync(mutateBytes(random, bytesOf(inflateSync(chunk.data)))));
    } catch {
      chunk.data = mutateBytes(random, chunk.data);
    }
  } else if (random.next() < 0.15) chunks.splice(random.below(chunks.length), 0, { ...chunk });
  else chunk.data = mutateBytes(random, chunk.data, other);
  return joined(
    bytes.subarray(0, 8),
    ...chunks.map(({ type, data }) => {
      const named = joined(new TextEncoder().encode(type), data);
      const out = new Uint8Array(named.length + 8);
      const view = new DataView(out.buffer);
      view.setUint32(0, data.length);
      out.set(named, 4);
      view.setUint32(named.length + 4, crc(named));
      return out;
    }),
  );
}

function chunksOf(bytes) {
  const chunks = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const data = bytes.slice(at + 8, at + 8 + length);
    chunks.push({ type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data });
    at += length + 12;
  }
  return chunks;
}

/** Node 20 before 20.15 has no crc32 of its own. */
function crc(bytes) {
  if (crc32) return crc32(bytes);
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

const bytesOf = (buffer) => new Uint8Array(buffer);

/** What lies behind gzip, compressed again. */
export const mutateGzip = (mutate) => (random, bytes, other) => {
  if (bytes[0] !== 0x1f || random.next() < 0.2) return mutate(random, bytes, other);
  try {
    return bytesOf(gzipSync(mutate(random, bytesOf(gunzipSync(bytes)), other)));
  } catch {
    return mutateBytes(random, bytes, other);
  }
};

/** One entry of an archive, under right sums; or another name for it. */
export const mutateZip = (mutate) => (random, bytes, other) => {
  if (random.next() < 0.3) return mutateBytes(random, bytes, other);
  try {
    const entries = Object.entries(
      unzipSync(bytes, { filter: ({ size, originalSize }) => size < 1e6 && originalSize < 1e6 }),
    );
    const entry = random.pick(entries);
    if (random.next() < 0.15)
      entry[0] = random.pick(['../x', '/x', 'constructor', '__proto__', '', entry[0].slice(1)]);
    else entry[1] = mutate(random, entry[1], other);
    return zipSync(Object.fromEntries(entries), { level: random.pick([0, 6]) });
  } catch {
    return mutateBytes(random, bytes, other);
  }
};

/** A JSON text with a value, a key or a piece of it changed. */
export function mutateJson(random, bytes, other) {
  if (random.next() < 0.15) return mutateBytes(random, bytes, other);
  let value;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return mutateBytes(random, bytes, other);
  }
  const root = { value };
  for (let count = 1 + random.below(3); count > 0; count--) changePart(random, root);
  return new TextEncoder().encode(JSON.stringify(root.value) ?? 'null');
}

function changePart(random, root) {
  const places = [];
  const open = [root];
  while (open.length > 0 && places.length < 5000) {
    const next = open.pop();
    for (const key of Object.keys(next)) {
      places.push([next, key]);
      if (typeof next[key] === 'object' && next[key] !== null) open.push(next[key]);
    }
  }
  if (places.length === 0) return;
  const [holder, key] = random.pick(places);
  const kind = random.below(6);
  const set = (name, value) =>
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
  if (kind === 0) delete holder[key];
  else if (kind === 1 && !Array.isArray(holder))
    set(random.pick(['constructor', '__proto__', 'toString', 'x']), structuredClone(holder[key]));
  else if (kind === 2) set(key, structuredClone(random.pick(places)[0]));
  else set(key, structuredClone(random.pick(VALUES)));
}

/** Safetensors: the header as JSON, its length right again. */
export function mutateSafetensors(random, bytes, other) {
  if (bytes.length < 8 || random.next() < 0.3) return mutateBytes(random, bytes, other);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = mutateJson(random, bytes.subarray(8, 8 + length), other);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined(head, text, bytes.subarray(8 + length));
}

/** A header of named fields at fixed places: [offset, bytes of it, floating]. */
export const mutateFields = (fields) => (random, bytes, other) => {
  if (random.next() < 0.3) return mutateBytes(random, bytes, other);
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const [at, width, floating] = random.pick(fields);
    if (at + width > copy.length) continue;
    const value = random.pick(WORDS);
    const little = random.next() < 0.8;
    if (floating)
      view.setFloat32(at, random.pick([0, -1, 1e30, Number.NaN, Number.POSITIVE_INFINITY, 1e-30]), little);
    else if (width === 2) view.setUint16(at, value & 0xffff, little);
    else view.setUint32(at, value >>> 0, little);
  }
  return copy;
};

/** Text, with its separators, quotes and names changed. */
export function mutateText(random, bytes, other) {
  if (random.next() < 0.3) return mutateBytes(random, bytes, other);
  const pieces = new TextDecoder().decode(bytes).split(/([,;\t\n"])/);
  for (let count = 1 + random.below(4); count > 0; count--) {
    pieces[random.below(pieces.length)] = random.pick([
      '"',
      '\n',
      ',',
      ';',
      '=x',
      "'",
      '\u0000',
      '__proto__',
      'constructor',
      '../..',
      'x'.repeat(3000),
    ]);
  }
  return new TextEncoder().encode(pieces.join(''));
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
