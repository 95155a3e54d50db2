import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable, printableJson } from './index.js';

/** By ranges, and not by the classes that the function itself uses. */
const RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xfeff, 0xfeff],
  [0xfff0, 0xfffb],
  [0xe0000, 0xe00ff],
  [0xe01f0, 0xe0fff],
];
const isUnsafe = (sign: string) => {
  const code = sign.codePointAt(0) as number;
  return RANGES.some(([low, high]) => code >= low && code <= high) || (code >= 0xd800 && code <= 0xdfff);
};
const unsafe = fc
  .constantFrom(...RANGES.flat(), 0x1b, 0x0a, 0x0d, 0x9b, 0x202e, 0xd800, 0xdc00)
  .map((code) => String.fromCodePoint(code));
const text = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), unsafe, fc.string()))
  .map((parts) => parts.join(''));

it('nothing that a terminal acts on is left, whatever the text', () => {
  fc.assert(fc.property(text, (given) => !Array.from(printable(given)).some(isUnsafe)));
});

it('what is harmless stays, in all writing systems', () => {
  for (const name of [
    'tr_im_0001.png',
    'größe 5 µm',
    '肺.nii',
    'صورة',
    'می‌شود',
    '👩‍⚕️',
    '葛\u{e0100}',
    'C:\\a',
    '"a\'b"',
    '100 %',
  ])
    expect(printable(name)).toBe(name);
});

it('escapes are those that people know', () => {
  expect(printable('a\u001b[31m\nb\r\tc\u202ed\u{e0041}\u009b\ud800')).toBe(
    'a\\x1b[31m\\nb\\r\\tc\\u{202e}d\\u{e0041}\\x9b\\u{d800}',
  );
});

it('JSON stays the same value', () => {
  fc.assert(
    fc.property(text, text, (key, value) => {
      const json = JSON.stringify({ [key]: [value] }, null, 2);
      const shown = printableJson(json);
      expect(Array.from(shown).some((sign) => sign !== '\n' && isUnsafe(sign))).toBe(false);
      expect(JSON.parse(shown)).toEqual(JSON.parse(json));
    }),
  );
});
