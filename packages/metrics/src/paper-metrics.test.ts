import { describe, expect, it } from 'vitest';
import { draw } from './fixtures/masks.js';
import {
  hausdorff,
  type MetricsErrorCode,
  maskDistances,
  type PaperCase,
  PaperMetrics,
  type PaperMetricsOptions,
  paperCase,
  paperMetrics,
  toCsv,
  toJson,
} from './index.js';

const truth = draw(['.....', '.###.', '.###.', '.###.', '.....']);
const prediction = draw(['.....', '..###', '..#.#', '..###', '.....']);
const { shape } = truth;
const none = new Uint8Array(25);
const full = new Uint8Array(25).fill(1);

const plain: PaperCase = { id: 'plain', prediction: prediction.data, truth: truth.data, shape };
const nothingFound: PaperCase = { id: 'nothing found', prediction: none, truth: truth.data, shape };
const nothingThere: PaperCase = { id: 'nothing there', prediction: prediction.data, truth: none, shape };
const nothing: PaperCase = { id: 'nothing', prediction: none, truth: none, shape };

const figures = (input: PaperCase, options: PaperMetricsOptions) => {
  const { SEN, SPC, DSC, HD, replaced } = paperCase(input, options);
  return [SEN, SPC, DSC, HD, replaced];
};

describe('the figures of a case', () => {
  it('are those of eq. (20)-(23), with eq. (22) corrected and HD between boundaries', () => {
    // TP 5, FP 3, FN 4, TN 13.
    expect(paperCase(plain)).toEqual({
      id: 'plain',
      SEN: 5 / 9,
      SPC: 13 / 16,
      DSC: 10 / 17,
      HD: hausdorff(maskDistances(plain.prediction, plain.truth, { shape })).value,
      unit: 'px',
      TP: 5,
      FP: 3,
      FN: 4,
      TN: 13,
      empty: 'none',
      replaced: [],
    });
  });

  it('have HD between regions under the reference protocol', () => {
    const ring = draw(['#####', '#...#', '#...#', '#...#', '#####']);
    const hole: PaperCase = { prediction: full, truth: ring.data, shape };
    expect(paperCase(hole).HD).toBe(0);
    expect(paperCase(hole, { protocol: 'reference' }).HD).toBe(2);
    const { SEN, SPC, DSC } = paperCase(hole);
    expect(paperCase(hole, { protocol: 'reference' })).toMatchObject({ SEN, SPC, DSC });
  });

  it('are in mm with a spacing, of the case before that of the options', () => {
    const options = { spacing: [2, 2] };
    expect(paperCase(plain, options)).toMatchObject({ unit: 'mm', HD: 2 * paperCase(plain).HD! });
    expect(paperCase({ ...plain, spacing: [3, 3] }, options).HD).toBe(3 * paperCase(plain).HD!);
  });

  it('leave out what empty masks make undefined, in the paper protocol', () => {
    expect(figures(nothingFound, {})).toEqual([0, 1, 0, undefined, []]);
    expect(figures(nothingThere, {})).toEqual([undefined, 17 / 25, 0, undefined, []]);
    expect(figures(nothing, {})).toEqual([undefined, 1, undefined, undefined, []]);
    expect(figures({ ...nothingFound, truth: full }, {})).toEqual([0, undefined, 0, undefined, []]);
  });

  it('are all 0 for an empty prediction in the reference protocol, SPC and HD too', () => {
    const protocol = 'reference';
    expect(figures(nothingFound, { protocol })).toEqual([0, 0, 0, 0, ['SPC', 'HD']]);
    expect(figures(nothing, { protocol })).toEqual([0, 0, 0, 0, ['SEN', 'SPC', 'DSC', 'HD']]);
    expect(figures(nothingThere, { protocol })).toEqual([undefined, 17 / 25, 0, undefined, []]);
  });

  it('follow another policy where one is given', () => {
    const diagonal = Math.hypot(4, 4);
    const empty = 'penalize';
    expect(figures(nothingFound, { protocol: 'reference', empty })).toEqual([0, 1, 0, diagonal, ['HD']]);
    expect(figures(nothingThere, { empty })).toEqual([0, 17 / 25, 0, diagonal, ['SEN', 'HD']]);
    expect(figures(nothing, { empty })).toEqual([1, 1, 1, 0, ['SEN', 'DSC', 'HD']]);
    expect(() => paperCase(nothingFound, { empty: 'error' })).toThrow(
      expect.objectContaining({
        code: 'empty-mask',
        message: expect.stringMatching(/^Case nothing found: HD/),
      }),
    );
  });
});

describe('the paper metrics', () => {
  const all = [plain, nothingFound, nothingThere];

  it('take mIoU from one matrix over all cases and the rest as means over cases', () => {
    const result = paperMetrics(all, { protocol: 'reference' });
    const [a, b, c] = all.map((item) => paperCase(item, { protocol: 'reference' }));
    const sum = (key: 'TP' | 'FP' | 'FN' | 'TN') => a[key] + b[key] + c[key];
    const [tp, fp, fn, tn] = [sum('TP'), sum('FP'), sum('FN'), sum('TN')];
    expect(result.mean.mIoU).toBeCloseTo((tp / (tp + fp + fn) + tn / (tn + fp + fn)) / 2, 14);
    expect(result.mean.SEN).toBeCloseTo((5 / 9 + 0) / 2, 14);
    expect(result.mean.SPC).toBeCloseTo((13 / 16 + 0 + 17 / 25) / 3, 14);
    expect(result.mean.DSC).toBeCloseTo((10 / 17 + 0 + 0) / 3, 14);
    expect(result.mean.HD).toBeCloseTo((a.HD! + 0) / 2, 14);
    expect(result.counts.toJSON().matrix).toEqual([tn, fp, fn, tp]);
    expect(result.used).toEqual({ mIoU: 3, SEN: 2, SPC: 3, DSC: 3, HD: 2 });
  });

  it('list what is undefined and what was replaced, with reasons', () => {
    const result = paperMetrics(all, { protocol: 'reference' });
    expect(result.undefined).toEqual([
      { id: 'nothing there', figure: 'SEN', reason: 'truth-empty' },
      { id: 'nothing there', figure: 'HD', reason: 'truth-empty' },
    ]);
    expect(result.replaced).toEqual([
      { id: 'nothing found', figure: 'SPC', value: 0, reason: 'prediction-empty' },
      { id: 'nothing found', figure: 'HD', value: 0, reason: 'prediction-empty' },
    ]);
    expect(result.summary.HD).toMatchObject({
      used: 2,
      undefined: 1,
      replaced: 1,
      unit: 'px',
      why: { 'prediction-empty': 1, 'truth-empty': 1 },
    });
  });

  it('say when the truth leaves no background for SPC', () => {
    const result = paperMetrics([plain, { ...nothingFound, truth: full }]);
    expect(result.undefined).toContainEqual({ id: 'nothing found', figure: 'SPC', reason: 'truth-full' });
    expect(result.undefined).toContainEqual({
      id: 'nothing found',
      figure: 'HD',
      reason: 'prediction-empty',
    });
  });

  it('have no mIoU of a data set without any foreground', () => {
    const result = paperMetrics([nothing]);
    expect(result.mean).toEqual({ mIoU: undefined, SEN: undefined, SPC: 1, DSC: undefined, HD: undefined });
    expect(result.undefined[0]).toEqual({ id: null, figure: 'mIoU', reason: 'class-absent' });
    expect(paperMetrics([]).used).toEqual({ mIoU: 0, SEN: 0, SPC: 0, DSC: 0, HD: 0 });
  });

  it('are the same case by case, and from results of workers', () => {
    const options: PaperMetricsOptions = { protocol: 'reference', bootstrap: { seed: 3, resamples: 50 } };
    const whole = paperMetrics(all, options);
    const streamed = new PaperMetrics(options);
    for (const item of all) streamed.add(item);
    expect(streamed.result()).toEqual(whole);
    const gathered = new PaperMetrics(options);
    for (const item of all) gathered.addResult(structuredClone(paperCase(item, options)));
    expect(gathered.result()).toEqual(whole);
    expect(whole.summary.DSC.interval).toMatchObject({ seed: 3, resamples: 50 });
  });

  it('go to JSON with every part named, and undefined as null', () => {
    const json = JSON.parse(toJson(paperMetrics([plain, nothingFound])));
    expect(Object.keys(json)).toEqual([
      'protocol',
      'mean',
      'used',
      'summary',
      'cases',
      'undefined',
      'replaced',
      'counts',
    ]);
    expect(Object.keys(json.mean)).toEqual(['mIoU', 'SEN', 'SPC', 'DSC', 'HD']);
    expect(json.cases[1].HD).toBeNull();
    expect(json.undefined).toEqual([{ id: 'nothing found', figure: 'HD', reason: 'prediction-empty' }]);
  });

  it('go to CSV one line per case', () => {
    const lines = toCsv(paperMetrics([plain, nothingFound], { protocol: 'reference' }).cases).split('\r\n');
    expect(lines[0]).toBe('id,SEN,SPC,DSC,HD,unit,TP,FP,FN,TN,empty,replaced');
    expect(lines[2]).toBe('nothing found,0,0,0,0,px,0,0,9,16,prediction,SPC HD');
    expect(lines).toHaveLength(4);
  });

  it('number cases that have no id', () => {
    const anonymous = { ...plain, id: undefined };
    expect(paperMetrics([anonymous, anonymous]).cases.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('refuse what cannot be scored, naming the case', () => {
    const refuses = (
      cases: PaperCase[],
      code: MetricsErrorCode,
      message: RegExp,
      options?: PaperMetricsOptions,
    ) =>
      expect(() => paperMetrics(cases, options)).toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(message) }),
      );
    refuses([plain, plain], 'duplicate-case', /two cases plain/);
    refuses(
      [plain, { ...nothing, spacing: [1, 1] }],
      'mixed-units',
      /nothing is measured in mm, case plain in px/,
    );
    refuses(
      [{ ...plain, truth: [0, 1] }],
      'shape-mismatch',
      /^Case plain: The prediction has 25 pixels, the truth 2/,
    );
    refuses([{ ...plain, shape: [5, 4] }], 'shape-mismatch', /5 x 4 has 20/);
    refuses(
      [{ ...plain, prediction: full.map((_, i) => i) }],
      'not-binary',
      /Case plain: The prediction holds 1 and/,
    );
    refuses([{ ...plain, prediction: Float32Array.from(full, () => 0.3) }], 'not-integer', /0.3/);
    refuses([{ ...plain, prediction: Float32Array.from(full, () => Number.NaN) }], 'nan', /NaN/);
    refuses([plain], 'invalid-argument', /protocol is monai/, { protocol: 'monai' as 'paper' });
  });

  it('score one label of many', () => {
    const labels = (mask: Uint8Array) => mask.map((value, i) => (value === 1 ? 2 : i % 2));
    const coded = { ...plain, prediction: labels(prediction.data), truth: labels(truth.data) };
    expect(paperMetrics([coded], { label: 2 }).mean).toEqual(paperMetrics([plain]).mean);
  });
});
