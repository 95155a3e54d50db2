import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.js';

describe('parseCsv', () => {
  it('reads rows by the names of the header, in the separator that the header has', () => {
    expect(parseCsv('\uFEFFImage; Mask\r\na.png;"b; c.png"\r\n;;\nd.png')).toEqual({
      columns: ['image', 'mask'],
      records: [
        { image: 'a.png', mask: 'b; c.png' },
        { image: 'd.png', mask: '' },
      ],
    });
    expect(parseCsv('a\tb\n"say ""hi"""\t2').records).toEqual([{ a: 'say "hi"', b: '2' }]);
    expect(parseCsv('')).toEqual({ columns: [], records: [] });
  });

  it.each(['a,b\n1,x"y"', 'a,b\n1,"never', 'a,b\n1,"x"y'])(
    'a stray quotation mark is an error: %j',
    (text) => {
      expect(() => parseCsv(text)).toThrow(/line 2 has a stray quotation mark/);
    },
  );
});
