import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readItemList, writeItemList } from './read-item-list.js';

describe('readItemList', () => {
  it('reads CSV with columns in any order, quotes, and other separators', () => {
    expect(readItemList('mask,image,patient\n"m,1.png",a.png,7\n,b.png,\n\n')).toEqual([
      { id: 'a.png', image: 'a.png', mask: 'm,1.png', group: '7' },
      { id: 'b.png', image: 'b.png' },
    ]);
    expect(readItemList('\uFEFFid;image\r\n1;"say ""hi"".png"\r\n')).toEqual([
      { id: '1', image: 'say "hi".png' },
    ]);
  });

  it('reads JSON as an array or under items', () => {
    const item = { id: '1', image: 'a.png', split: 'training' };
    expect(readItemList(JSON.stringify([{ ...item, note: 'x' }]))).toEqual([item]);
    expect(readItemList(JSON.stringify({ items: [{ image: 'a.png' }] }))).toEqual([
      { id: 'a.png', image: 'a.png' },
    ]);
  });

  it('reads back what it wrote, whatever the names', () => {
    const name = fc.string({ minLength: 1 }).map((text) => `n${text.replace(/\r/g, '')}n`);
    const item = fc.record(
      { id: name, image: name, mask: name, group: name },
      { requiredKeys: ['id', 'image'] },
    );
    fc.assert(
      fc.property(fc.uniqueArray(item, { minLength: 1, maxLength: 8, selector: ({ id }) => id }), (items) => {
        expect(readItemList(writeItemList(items))).toEqual(items);
      }),
    );
  });

  it('says what is wrong with a list', () => {
    expect(() => readItemList('picture\na.png')).toThrow(/header is 'picture'.*'image'/);
    expect(() => readItemList('[{"mask":"m.png"}]')).toThrow(/entry 1 names no image/);
    expect(() => readItemList('[{"image":1')).toThrow(/no valid JSON/);
    expect(() => readItemList('{"a":1}')).toThrow(/array of objects/);
    expect(() => readItemList('image\na.png\na.png')).toThrow(/'a.png' occurs twice/);
    expect(() => readItemList('image\n"a.png')).toThrow(/never ends/);
  });
});
