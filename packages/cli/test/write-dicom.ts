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
  /** Of which the series is; default '2.25.9'. */
  study?: string;
  /** Of the study, YYYYMMDD. */
  date?: string;
  description?: string;
  /** Direction cosines of the rows and columns; default axial. */
  orientation?: readonly number[];
  /** `data` is red, green and blue of each pixel, 0 to 255. */
  color?: boolean;
}

const CT = '1.2.840.10008.5.1.4.1.1.2';
const LONG = ['OB', 'OW', 'SQ', 'UN'];

export function writeDicom(slice: DicomSlice): Uint8Array {
  const { data, rows, columns, instance, series = '2.25.1', orientation = [1, 0, 0, 0, 1, 0] } = slice;
  const { color = false } = slice;
  const stored = color ? Uint8Array.from(data) : new Uint8Array(Int16Array.from(data).buffer);
  const bits = color ? 8 : 16;
  const uid = `${series}.${instance}`;
  const meta = join([
    element(0x00020002, 'UI', CT),
    element(0x00020003, 'UI', uid),
    element(0x00020010, 'UI', '1.2.840.10008.1.2.1'),
  ]);
  return join([
    new Uint8Array(128),
    bytesOf('DICM'),
    element(0x00020000, 'UL', Uint8Array.from([meta.length, 0, 0, 0])),
    meta,
    element(0x00080016, 'UI', CT),
    element(0x00080018, 'UI', uid),
    ...(slice.date ? [element(0x00080020, 'DA', slice.date)] : []),
    element(0x00080060, 'CS', 'CT'),
    element(0x0008103e, 'LO', slice.description ?? ''),
    element(0x00100020, 'LO', 'phantom'),
    element(0x0020000d, 'UI', slice.study ?? '2.25.9'),
    element(0x0020000e, 'UI', series),
    element(0x00200013, 'IS', `${instance}`),
    element(0x00200032, 'DS', slice.position.join('\\')),
    element(0x00200037, 'DS', orientation.join('\\')),
    element(0x00280002, 'US', short(color ? 3 : 1)),
    element(0x00280004, 'CS', color ? 'RGB' : 'MONOCHROME2'),
    element(0x00280010, 'US', short(rows)),
    element(0x00280011, 'US', short(columns)),
    element(0x00280030, 'DS', slice.spacing.join('\\')),
    element(0x00280100, 'US', short(bits)),
    element(0x00280101, 'US', short(bits)),
    element(0x00280102, 'US', short(bits - 1)),
    element(0x00280103, 'US', short(color ? 0 : 1)),
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
