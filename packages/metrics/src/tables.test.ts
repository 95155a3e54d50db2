import { describe, expect, it } from 'vitest';
import { ConfusionCounts, toCsv, toJson } from './index.js';

describe('CSV', () => {
  it('has a header, CRLF and quotes where RFC 4180 asks for them', () => {
    expect(toCsv([{ id: 'a', DSC: 0.5 }])).toBe('id,DSC\r\na,0.5\r\n');
    expect(toCsv([{ 'a"b': 'x,y', c: 'say "hi"', d: 'two\nlines' }])).toBe(
      '"a""b",c,d\r\n"x,y","say ""hi""","two\nlines"\r\n',
    );
  });

  it('leaves undefined, null and missing cells empty, and joins lists', () => {
    const rows: { a?: number; b?: string | null; c?: string[]; d?: boolean }[] = [
      { a: undefined, b: null, c: ['x', 'y'] },
      { d: false },
    ];
    expect(toCsv(rows)).toBe('a,b,c,d\r\n,,x y,\r\n,,,false\r\n');
  });

  it('takes the columns and their order from the caller', () => {
    expect(toCsv([{ a: 1, b: 2 }], ['b'])).toBe('b\r\n2\r\n');
    expect(toCsv<{ a: number }>([], ['a'])).toBe('a\r\n');
  });

  it('refuses NaN and Infinity', () => {
    expect(() => toCsv([{ HD: Number.NaN }])).toThrow(/Column HD holds NaN/);
  });
});

describe('JSON', () => {
  it('writes undefined as null, typed arrays as arrays and counts as data', () => {
    expect(toJson({ HD: undefined, list: new Float32Array([1, 2]) }, 0)).toBe('{"HD":null,"list":[1,2]}\n');
    expect(toJson(new ConfusionCounts({ classes: 2 }), 0)).toBe(
      '{"classes":2,"ignored":0,"matrix":[0,0,0,0]}\n',
    );
  });

  it('refuses NaN and Infinity, which JSON would turn into null', () => {
    expect(() => toJson({ HD: Number.POSITIVE_INFINITY })).toThrow(
      expect.objectContaining({ code: 'not-finite', message: expect.stringContaining('HD is Infinity') }),
    );
  });
});
