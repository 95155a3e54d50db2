import { FormatError } from '../errors.js';
import { type HuffmanTable, huffmanTable } from './bit-reader.js';

/** One component of a scan: its place among the frame's, and the tables that its data are coded with. */
export interface ScanComponent {
  index: number;
  horizontal: number;
  vertical: number;
  dc: HuffmanTable | undefined;
  ac: HuffmanTable | undefined;
  quantization: Float64Array | undefined;
}

/** A scan: its parameters, and where its data begin. */
export interface JpegScan {
  components: ScanComponent[];
  /** Ss, Se and Al of ITU T.81, B.2.3: the predictor and the point transform of lossless images. */
  start: number;
  end: number;
  low: number;
  /** Restart interval, 0 for none. */
  interval: number;
  data: number;
}

/**
 * The scans of a JPEG stream with the tables that hold for each (ITU T.81, annex B). `decode` reads the data of a scan
 * and tells where they end.
 *
 * @throws {FormatError} `corrupt` or `truncated`
 */
export function eachScan(bytes: Uint8Array, decode: (scan: JpegScan) => number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: Record<'dc' | 'ac', HuffmanTable[]> = { dc: [], ac: [] };
  const quantization: Float64Array[] = [];
  const frame: { id: number; sampling: number; table: number }[] = [];
  let interval = 0;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new FormatError('corrupt', `The JPEG stream has no marker at byte ${at}.`);
    const marker = bytes[at + 1];
    if (marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xd9) return;
    const length = view.getUint16(at + 2);
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (length < 2 || at + 2 + length > bytes.length) break;
    at += 2 + length;
    if (marker === 0xc4) readHuffman(body, tables);
    else if (marker === 0xdb) readQuantization(body, quantization);
    else if (marker === 0xdd) interval = (body[0] << 8) | body[1];
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) {
      for (let index = 0; index < body[5]; index++) {
        const [id, sampling, table] = body.subarray(6 + 3 * index, 9 + 3 * index);
        frame.push({ id, sampling, table });
      }
    } else if (marker === 0xda) {
      const components = Array.from({ length: body[0] }, (_, index): ScanComponent => {
        const [id, selectors] = body.subarray(1 + 2 * index, 3 + 2 * index);
        const found = frame.findIndex((component) => component.id === id);
        if (found < 0) throw new FormatError('corrupt', 'A scan of the JPEG image is of no component.');
        const { sampling, table } = frame[found];
        return {
          index: found,
          horizontal: sampling >> 4,
          vertical: sampling & 15,
          dc: tables.dc[selectors >> 4],
          ac: tables.ac[selectors & 15],
          quantization: quantization[table],
        };
      });
      const [start, end, approximation] = body.subarray(1 + 2 * components.length);
      at = decode({ components, start, end, low: approximation & 15, interval, data: at });
    }
  }
}

function readHuffman(body: Uint8Array, tables: Record<'dc' | 'ac', HuffmanTable[]>): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const counts = body.subarray(at + 1, at + 17);
    const count = counts.reduce((sum, value) => sum + value, 0);
    const kind = body[at] >> 4 === 0 ? 'dc' : 'ac';
    tables[kind][body[at] & 15] = huffmanTable(counts, body.subarray(at + 17, at + 17 + count));
    at += 17 + count;
  }
}

function readQuantization(body: Uint8Array, tables: Float64Array[]): void {
  for (let at = 0; at < body.length; ) {
    const wide = body[at] >> 4 === 1;
    const start = at + 1;
    tables[body[at] & 15] = Float64Array.from({ length: 64 }, (_, index) =>
      wide ? (body[start + 2 * index] << 8) | body[start + 2 * index + 1] : body[start + index],
    );
    at += 1 + (wide ? 128 : 64);
  }
}
