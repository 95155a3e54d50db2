import { expect, it } from 'vitest';
import { curvesSvg } from './curves-svg.js';
import type { EpochRow } from './history.js';

const row = (epoch: number, more: Partial<EpochRow> = {}): EpochRow => ({
  epoch,
  steps: epoch * 10,
  learningRate: 1e-3,
  loss: 1 / epoch,
  seconds: 1,
  ...more,
});

const paths = (svg: string, color: string) =>
  [...svg.matchAll(new RegExp(`<path class="curve" d="([^"]*)" stroke="${color}" stroke-width`, 'g'))].map(
    ([, d]) => d,
  );

it('has a line of loss with a point for each epoch, and of scores with one for each validation', () => {
  const svg = curvesSvg([row(1), row(2, { DSC: 0.5 }), row(3), row(4, { DSC: 0.75 })]);
  expect(paths(svg, '#0072b2')[0].split('L')).toHaveLength(4);
  expect(paths(svg, '#d55e00')[0].split('L')).toHaveLength(2);
  expect(svg).toContain('>DSC 0.750<');
  expect(svg).not.toContain('mIoU');
});

it('a higher score is drawn higher, a lower loss lower', () => {
  const svg = curvesSvg([row(1, { DSC: 0.2 }), row(2, { DSC: 0.9 })]);
  for (const [color, direction] of [
    ['#0072b2', 1],
    ['#d55e00', -1],
  ] as const) {
    const [first, second] = paths(svg, color)[0]
      .slice(1)
      .split('L')
      .map((point) => Number(point.split(',')[1]));
    expect(Math.sign(second - first)).toBe(direction);
  }
});

it('nothing to draw, one epoch, and values that are not finite still give a whole picture', () => {
  for (const history of [
    [],
    [row(1)],
    [row(1), row(2, { loss: Number.NaN, DSC: Number.NaN })],
    [row(1, { loss: 0 })],
  ]) {
    const svg = curvesSvg(history);
    expect(svg).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  }
});

it('has no styles, scripts or references, which a content security policy might forbid', () => {
  expect(curvesSvg([row(1, { DSC: 1 })])).not.toMatch(/style|<script|href|url\(/);
});

it('a dashed line marks the epoch that was kept, in both panels at the place of its point', () => {
  const history = [1, 2, 3, 4].map((epoch) => row(epoch, { DSC: epoch / 10 }));
  const svg = curvesSvg(history, { kept: 3 });
  const lines = [...svg.matchAll(/<path class="mark" d="M([\d.]+),/g)].map(([, x]) => x);
  const [third] = paths(svg, '#0072b2')[0].slice(1).split('L').slice(2);
  expect(lines).toEqual([third.split(',')[0], third.split(',')[0]]);
  expect(svg).toContain('>kept: epoch 3<');
  expect(curvesSvg(history)).not.toContain('kept');
});
