import type { DataSet } from 'dicom-parser';
import { FormatError } from '../errors.js';
import type { PixelArray } from '../volume/volume.js';
import type { DicomHeader } from './dicom-image.js';
import { functionalGroups } from './frame-attributes.js';
import { modalityLut } from './pixel-meaning.js';
import type { StoredFrame } from './rescale.js';

/**
 * A frame through its Modality LUT (PS3.3, C.11.1), where the file has one: stored values below the first that the
 * table names get its first entry, those beyond its end the last. Slope and intercept then do not count.
 *
 * @throws {FormatError} `corrupt` for a table that is shorter than it says
 */
export function throughModalityLut(stored: StoredFrame): StoredFrame {
  const { values, frame, header } = stored;
  const index = header.frames.indexOf(frame);
  const item = modalityLut(functionalGroups(header.dataSet)(Math.max(0, index)));
  if (!item) return stored;
  const { first, entries, bits } = readTable(item, header);
  const Values = bits > 8 ? Uint16Array : Uint8Array;
  const mapped: PixelArray = new Values(values.length);
  for (let at = 0; at < values.length; at++) {
    mapped[at] = entries[Math.min(entries.length - 1, Math.max(0, values[at] - first))];
  }
  return {
    values: mapped,
    frame: { ...frame, slope: 1, intercept: 0 },
    header: {
      ...header,
      bitsAllocated: bits > 8 ? 16 : 8,
      bitsStored: bits > 8 ? 16 : 8,
      signed: false,
      padding: undefined,
    },
  };
}

function readTable(
  item: DataSet,
  { signed }: DicomHeader,
): { first: number; entries: number[]; bits: number } {
  const descriptor = [0, 1, 2].map((at) => item.uint16('x00283002', at));
  const [announced, second, bits] = descriptor;
  const element = item.elements.x00283006;
  if (announced === undefined || second === undefined || !bits || bits > 16 || !element) {
    throw new FormatError(
      'corrupt',
      `The DICOM file's Modality LUT Sequence (0028,3000) has the descriptor ${descriptor.join(', ')} and ${element ? 'a' : 'no'} table; it cannot be applied.`,
    );
  }
  // 16 bits have no room for 65536, which stands as 0.
  const count = announced === 0 ? 65536 : announced;
  const first = signed && second > 32767 ? second - 65536 : second;
  // Tables of 8-bit entries may have one byte each.
  const bytewise = element.length < 2 * count && bits <= 8;
  if (element.length < (bytewise ? count : 2 * count)) {
    throw new FormatError(
      'corrupt',
      `The DICOM file's Modality LUT (0028,3006) has ${element.length} bytes for ${count} entries; the file is damaged.`,
    );
  }
  const entries = Array.from({ length: count }, (_, at) =>
    bytewise ? item.byteArray[element.dataOffset + at] : (item.uint16('x00283006', at) as number),
  );
  return { first, entries, bits };
}
