/**
 * TensorBoard's event files: records of TFRecord (length, its checksum, bytes, their checksum, with masked CRC-32C), each
 * an `Event` of tensorflow/core/util/event.proto. Only scalars are written, so that plain code is enough.
 */

/** What one event says. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  time: number;
  step: number;
  scalars: Record<string, number>;
}

/** The first record of every file. */
export function versionRecord(time: number): Uint8Array {
  return tfRecord(joined([doubleField(1, time), bytesField(3, utf8('brain.Event:2'))]));
}

export function scalarRecord({ time, step, scalars }: ScalarEvent): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytesField(1, joined([bytesField(1, utf8(tag)), floatField(2, value)])),
  );
  return tfRecord(joined([doubleField(1, time), varintField(2, step), bytesField(5, joined(values))]));
}

/** The frame of a record: uint64 length, uint32 masked CRC of it, the bytes, uint32 masked CRC of these. */
export function tfRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc(bytes), true);
  return record;
}

/** CRC-32C, rotated and shifted as TFRecord does, so that checksums of data with checksums in them stay useful. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli), the reflected polynomial 0x82f63b78. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

const utf8 = (text: string) => new TextEncoder().encode(text);

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}

const varintField = (field: number, value: number) => joined([varint(field << 3), varint(value)]);
const bytesField = (field: number, bytes: Uint8Array) =>
  joined([varint((field << 3) | 2), varint(bytes.length), bytes]);

function doubleField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joined([varint((field << 3) | 1), bytes]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([varint((field << 3) | 5), bytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
