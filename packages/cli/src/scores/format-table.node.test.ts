import { paperMetrics } from '@miniseg/metrics';
import { expect, it } from 'vitest';
import { formatTable } from './format-table.js';

const shape = [2, 4] as const;
const cases = [
  { id: 'right', prediction: [1, 1, 0, 0, 0, 0, 0, 0], truth: [1, 1, 0, 0, 0, 0, 0, 0], shape },
  { id: 'half', prediction: [0, 1, 1, 0, 0, 0, 0, 0], truth: [1, 1, 0, 0, 0, 0, 0, 0], shape },
  { id: 'nothing found', prediction: [0, 0, 0, 0, 0, 0, 0, 0], truth: [1, 0, 0, 0, 0, 0, 0, 0], shape },
  { id: 'nothing there', prediction: [0, 0, 0, 0, 0, 0, 0, 0], truth: [0, 0, 0, 0, 0, 0, 0, 0], shape },
];

it('the worst cases come first, undefined ones before all, and the footer says what means leave out', () => {
  expect(formatTable(paperMetrics(cases), { rows: 10 }).split('\n')).toEqual([
    'case             mIoU     SEN     SPC     DSC  HD (px)',
    'nothing there               -  1.0000       -        -',
    'nothing found          0.0000  1.0000  0.0000        -',
    'half                   0.5000  0.8333  0.5000     1.00',
    'right                  1.0000  1.0000  1.0000     0.00',
    '------------------------------------------------------',
    'mean of 4      0.6983  0.5000  0.9583  0.5000     0.50',
    '',
    "Protocol 'paper'. mIoU is of one confusion matrix over all cases; the others are means over the cases.",
    '- SEN is undefined in 1 of 4 cases (both empty) and left out of its mean.',
    '- DSC is undefined in 1 of 4 cases (both empty) and left out of its mean.',
    '- HD is undefined in 1 of 4 cases (prediction empty) and left out of its mean.',
    '- HD is undefined in 1 of 4 cases (both empty) and left out of its mean.',
    '',
  ]);
});

it('figures that the protocol sets are marked and counted', () => {
  const lines = formatTable(paperMetrics(cases, { protocol: 'reference' }), { rows: 10 }).split('\n');
  expect(lines[0]).toBe('case             mIoU      SEN      SPC      DSC   HD (px)');
  expect(lines).toContain('nothing there           0.0000*  0.0000*  0.0000*     0.00*');
  expect(lines).toContain('half                    0.5000   0.8333   0.5000      1.00');
  expect(lines).toContain('mean of 4      0.6983   0.3750   0.4583   0.3750      0.25');
  expect(lines).toContain('* DSC is set by the protocol in 1 of 4 cases (both empty).');
});

it('with fewer rows than cases the best are left out, and counted', () => {
  const text = formatTable(paperMetrics(cases), { rows: 2 });
  expect(text).toMatch(/nothing there.*\nnothing found.*\n-+\nmean of 4/);
  expect(text).not.toMatch(/^(half|right)/m);
  expect(text).toContain('2 better cases not shown; pass --rows 4 for all.');
});

it('an mIoU that lacks a class is undefined as a whole', () => {
  const text = formatTable(paperMetrics(cases.slice(3)), { rows: 1 });
  expect(text).toMatch(/^mean of 1 {2}.* - /m);
  expect(text).toContain('- mIoU is undefined (class absent).');
});

it('HD is in mm where there is a spacing', () => {
  const text = formatTable(paperMetrics(cases, { spacing: [2, 0.5] }), { rows: 4 });
  expect(text).toMatch(/HD \(mm\)/);
  expect(text).toMatch(/^half .* 0\.50$/m);
});
