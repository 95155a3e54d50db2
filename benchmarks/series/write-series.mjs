/** A folder with a DICOM series: explicit little-endian, uncompressed, and only what a reader needs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chestPhantom } from '@miniseg/data';

/** Slices of the phantom that come again and again: making one takes longer than segmenting it. */
const DIFFERENT = 10;
const CT = '1.2.840.10008.5.1.4.1.1.2';
const WIDE = ['OB', 'OW'];

export function writeSeries(folder, { slices, size }) {
  mkdirSync(folder, { recursive: true });
  const { volume } = chestPhantom({ seed: 1, size, slices: DIFFERENT });
  for (let slice = 0; slice < slices; slice++) {
    const plane = size * size;
    const turn = slice % (2 * DIFFERENT);
    const from = (turn < DIFFERENT ? turn : 2 * DIFFERENT - 1 - turn) * plane;
    const pixels = Int16Array.from(volume.data.subarray(from, from + plane));
    const file = dicomSlice({ pixels, size, slice });
    writeFileSync(path.join(folder, `${String(slice).padStart(4, '0')}.dcm`), file);
  }
}

function dicomSlice({ pixels, size, slice }) {
  const uid = `2.25.1.${slice + 1}`;
  const meta = Buffer.concat([
    element(0x00020002, 'UI', CT),
    element(0x00020003, 'UI', uid),
    element(0x00020010, 'UI', '1.2.840.10008.1.2.1'),
  ]);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x00020000, 'UL', Buffer.from(Uint32Array.of(meta.length).buffer)),
    meta,
    element(0x00080016, 'UI', CT),
    element(0x00080018, 'UI', uid),
    element(0x00080060, 'CS', 'CT'),
    element(0x0020000d, 'UI', '2.25.9'),
    element(0x0020000e, 'UI', '2.25.1'),
    element(0x00200013, 'IS', `${slice + 1}`),
    element(0x00200032, 'DS', `-180\\-180\\${slice}`),
    element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0'),
    element(0x00280002, 'US', short(1)),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', short(size)),
    element(0x00280011, 'US', short(size)),
    element(0x00280030, 'DS', '0.7\\0.7'),
    element(0x00280100, 'US', short(16)),
    element(0x00280101, 'US', short(16)),
    element(0x00280102, 'US', short(15)),
    element(0x00280103, 'US', short(1)),
    element(0x00281052, 'DS', '0'),
    element(0x00281053, 'DS', '1'),
    element(0x7fe00010, 'OW', Buffer.from(pixels.buffer)),
  ]);
}

function element(tag, representation, content) {
  const text = typeof content === 'string';
  const raw = text ? Buffer.from(content) : content;
  const value =
    raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.from(representation === 'UI' ? '\0' : ' ')]);
  const head = Buffer.alloc(WIDE.includes(representation) ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(representation, 4, 'latin1');
  if (head.length === 12) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

const short = (value) => Buffer.from(Uint16Array.of(value).buffer);
