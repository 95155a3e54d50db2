const { confusion, dice } = require('@miniseg/metrics');
const { decodePng, encodePng } = require('@miniseg/formats');
const { miniSeg } = require('@miniseg/model');

test('the packages answer where Babel makes CommonJS of them', () => {
  expect(dice(confusion([0, 1], [0, 1], { classes: 2 }))).toBe(1);
  const raster = { width: 1, height: 1, channels: 1, data: Uint8Array.of(7), maxValue: 255 };
  expect([...decodePng(encodePng(raster)).data]).toEqual([7]);
  expect(miniSeg).toBeInstanceOf(Function);
});
