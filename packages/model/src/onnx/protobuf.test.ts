import { describe, expect, it } from 'vitest';
import { Message } from './protobuf.js';

const hex = (message: Message) =>
  Array.from(message.finish(), (byte) => byte.toString(16).padStart(2, '0')).join(' ');

describe('Message', () => {
  it("writes the examples of the format's documentation", () => {
    expect(hex(new Message().integer(1, 150))).toBe('08 96 01');
    expect(hex(new Message().text(2, 'testing'))).toBe('12 07 74 65 73 74 69 6e 67');
    expect(hex(new Message().message(3, new Message().integer(1, 150)))).toBe('1a 03 08 96 01');
  });

  it('writes negative integers as ten bytes, and large ones exactly', () => {
    expect(hex(new Message().integer(1, -2))).toBe('08 fe ff ff ff ff ff ff ff ff 01');
    expect(hex(new Message().integer(1, 2 ** 40 + 1))).toBe('08 81 80 80 80 80 20');
  });

  it('writes floats little-endian, and field numbers above 15 in two bytes', () => {
    expect(hex(new Message().float(2, 1.5))).toBe('15 00 00 c0 3f');
    expect(hex(new Message().integer(20, 7))).toBe('a0 01 07');
  });

  it('keeps the order of fields, and writes nothing for no field', () => {
    expect(hex(new Message().integer(2, 0).integer(1, 1).integer(2, 2))).toBe('10 00 08 01 10 02');
    expect(new Message().finish()).toHaveLength(0);
  });

  it('counts bytes and not characters in the length of a text', () => {
    expect(hex(new Message().text(1, 'é'))).toBe('0a 02 c3 a9');
  });
});
