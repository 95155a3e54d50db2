/** A CT slice as a DICOM file: explicit little-endian, 16 bits, and only what a reader needs. */

export interface DicomSlice {
  /** Hounsfield units, rows from the top. */
  data: ArrayLike<number>;
  rows: number;
  columns: number;
  position: readonly number[];
  /** Millimeters between rows and between columns. */
  spacing: readonly number[];
  instance: number;
  series?: string;
  description?: string;
  /** Direction cosines of the rows and columns; default axial. */
  orientation?: readonly number[];
}

const LONG = ['OB', 'OW', 'SQ', 'UN'];

export function writeDicom(slice: DicomSlice): Uint8Array {
  const { data, rows, columns, instance, series = '2.25.1', orientation = [1, 0, 0, 0, 1, 0] } = slice;
  const stored = Uint8Array.from(new Uint8Array(Int16Array.from(data).buffer));
  const meta = element(0x00020010, 'UI', '1.2.840.10008.1.2.1');
  return join([
    new Uint8Array(128),
    bytesOf('DICM'),
    element(0x00020000, 'UL', Uint8Array.from([meta.length, 0, 0, 0])),
    meta,
    element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
    element(0x00080018, 'UI', `${series}.${instance}`),
    element(0x00080060, 'CS', 'CT'),
    element(0x0008103e, 'LO', slice.description ?? ''),
    element(0x0020000d, 'UI', '2.25.9'),
    element(0x0020000e, 'UI', series),
    element(0x00200013, 'IS', `${instance}`),
    element(0x00200032, 'DS', slice.position.join('\\')),
    element(0x00200037, 'DS', orientation.join('\\')),
    element(0x00280002, 'US', short(1)),
    element(0x00280004, 'CS', 'MONOCHROME2'),
    element(0x00280010, 'US', short(rows)),
    element(0x00280011, 'US', short(columns)),
    element(0x00280030, 'DS', slice.spacing.join('\\')),
    element(0x00280100, 'US', short(16)),
    element(0x00280101, 'US', short(16)),
    element(0x00280102, 'US', short(15)),
    element(0x00280103, 'US', short(1)),
    element(0x00281052, 'DS', '0'),
    element(0x00281053, 'DS', '1'),
    element(0x7fe00010, 'OW', stored),
  ]);
}

function element(tag: number, vr: string, value: string | Uint8Array): Uint8Array {
  const raw = typeof value === 'string' ? bytesOf(value) : value;
  const padding = raw.length % 2 === 0 ? [] : [Uint8Array.of(vr === 'UI' ? 0 : 32)];
  const length = raw.length + padding.length;
  const size = LONG.includes(vr)
    ? [...short(0), ...short(length % 65536), ...short(length >> 16)]
    : short(length);
  const head = [...short(tag >>> 16), ...short(tag % 65536), ...bytesOf(vr), ...size];
  return join([Uint8Array.from(head), raw, ...padding]);
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const short = (value: number) => Uint8Array.of(value % 256, value >> 8);

function join(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
