/**
 * The part of the protobuf wire format that ONNX files need: each field is a key (number and wire type), then a varint,
 * a 32-bit float, or a length and bytes. https://protobuf.dev/programming-guides/encoding/
 */

/** One message's fields, in the order in which they are written. Repeated fields are written one by one (unpacked). */
export class Message {
  private readonly parts: Uint8Array[] = [];

  /** int32, int64, enum or bool; whole numbers that a double holds exactly, negative ones as int64. */
  integer(field: number, value: number): this {
    return this.raw(varint(field * 8), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.raw(varint(field * 8 + 5), bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Uint8Array): this {
    return this.raw(varint(field * 8 + 2), varint(value.length), value);
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  private raw(...parts: Uint8Array[]): this {
    this.parts.push(...parts);
    return this;
  }
}

/** Seven bits to a byte, low ones first; the top bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
