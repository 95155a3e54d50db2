/** The shape of the network: four stages down, and the decoder back up. */
import { element, label, picture } from './chart.mjs';

const STAGES = ['1/2', '1/4', '1/8', '1/16'];
const BOX = { width: 118, height: 46 };
const STEP = 150;
const TOP = 66;
const BOTTOM = 196;

export function networkSketch() {
  const at = (i) => 120 + i * STEP;
  const encoder = STAGES.map((scale, i) => box(at(i), TOP, i === 0 ? 'convolutions' : 'AHSP blocks', scale));
  const decoder = STAGES.map((scale, i) =>
    box(at(i), BOTTOM, i === 3 ? 'coarsest map' : 'fuse and add', scale),
  );
  const arrows = [
    arrow(62, TOP + 23, at(0), TOP + 23),
    ...[0, 1, 2].map((i) => arrow(at(i) + BOX.width, TOP + 23, at(i + 1), TOP + 23)),
    ...STAGES.map((_, i) => arrow(at(i) + BOX.width / 2, TOP + BOX.height, at(i) + BOX.width / 2, BOTTOM)),
    ...[3, 2, 1].map((i) => arrow(at(i), BOTTOM + 23, at(i - 1) + BOX.width, BOTTOM + 23)),
    arrow(at(0), BOTTOM + 23, 62, BOTTOM + 23),
  ];
  const marker = element(
    'marker',
    { id: 'point', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    element('path', { d: 'M0,0L8,4L0,8z', fill: 'currentColor' }),
  );
  return picture(
    {
      width: 720,
      height: 268,
      title: 'The encoder shrinks the slice in four stages, the decoder enlarges what they found',
    },
    element('defs', {}, marker),
    label(8, 30, 'Encoder', { 'font-size': 14, 'font-weight': 600 }),
    label(8, 262, 'Decoder', { 'font-size': 14, 'font-weight': 600 }),
    label(8, TOP + 27, 'slice'),
    label(8, BOTTOM + 27, 'mask'),
    encoder,
    decoder,
    arrows,
  );
}

function box(x, y, text, scale) {
  const middle = { 'text-anchor': 'middle' };
  return [
    element('rect', { x, y, ...BOX, rx: 6, fill: 'var(--vp-c-bg-soft)', stroke: 'var(--vp-c-brand-1)' }),
    label(x + BOX.width / 2, y + 20, text, middle),
    label(x + BOX.width / 2, y + 37, `${scale} of the size`, { ...middle, 'font-size': 11 }),
  ].join('');
}

const arrow = (x1, y1, x2, y2) =>
  element('line', { x1, y1, x2, y2, stroke: 'currentColor', opacity: 0.6, 'marker-end': 'url(#point)' });
