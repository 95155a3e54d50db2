import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  countMacs,
  countParameters,
  type MiniSegOptions,
  ModelError,
  miniSeg,
  resolveOptions,
} from './index.js';

const SIZE = [1, 512, 512, 3];

describeOnBackends('miniSeg', () => {
  // Parameters and conv MACs at 512x512; the paper prints 472.44K and, with BN and pooling counted too, 2.27G.
  const networks: [string, MiniSegOptions, number, number, number][] = [
    ["the paper's network", { preset: 'paper' }, 472_440, 2_226_913_280, 4],
    ['the released network', { preset: 'aaai' }, 82_912, 481_296_384, 4],
    ['eq. (9) to the letter in stage 1', { firstDownsampler: 'depthwise' }, 470_536, 2_102_132_736, 4],
    ['no deep supervision', { deepSupervision: false }, 472_440 - 130 - 258 - 514, 2_223_243_264, 1],
  ];
  for (const [title, options, parameters, macs, heads] of networks) {
    it(`${title} has its exact size`, () => {
      const model = miniSeg(options);
      expect(countParameters(model)).toBe(parameters);
      expect(countMacs(model, SIZE)).toBe(macs);
      expect(model.outputs).toHaveLength(heads);
      model.dispose();
    });
  }

  const small = { filters: [4, 8, 12, 16], blocks: [2, 2, 2, 2] };
  const ablations: [string, MiniSegOptions][] = [
    ['a single branch', { module: 'single-branch' }],
    ['branches without attention and hierarchy', { module: 'multi-branch' }],
    ['no second path', { twoPath: false }],
    ['ReLU', { activation: 'relu' }],
    ['no decoder', { decoder: false }],
    ['no deep supervision', { deepSupervision: false }],
    ['AHSP in the first stage', { firstStage: 'ahsp' }],
    ['3x3 in the downsampler blocks', { downsamplerKernel: 3 }],
    ['AHSP for the feature fusion module', { fusion: 'ahsp' }],
    ['two branches, five classes, one input channel', { branches: 2, classes: 5, inputChannels: 1 }],
    ['three stages', { filters: [4, 8, 12], blocks: [1, 1, 1] }],
  ];
  for (const preset of ['paper', 'aaai'] as const) {
    for (const [title, options] of ablations) {
      it(`${preset} with ${title}: logits of the image's size, for sizes that nothing divides`, () => {
        const model = miniSeg({ preset, ...small, ...options });
        const full = countParameters(miniSeg({ preset, ...small }));
        const { classes = 2, inputChannels = 3 } = options;
        const x = tf.zeros([1, 33, 50, inputChannels]);
        const outputs = [model.predict(x)].flat() as tf.Tensor[];
        for (const output of outputs) expect(output.shape).toEqual([1, 33, 50, classes]);
        expect(outputs).toHaveLength(
          options.deepSupervision === false ? 1 : (options.filters ?? small.filters).length,
        );
        expect(countParameters(model)).not.toBe(full);
        tf.dispose([x, outputs]);
        model.dispose();
      });
    }
  }

  it('predicts at 1/8 of the image without a decoder: the last stage keeps its resolution', () => {
    const model = miniSeg({ decoder: false });
    const head = model.getLayer('head1').input as { shape: (number | null)[] };
    expect(head.shape[3]).toBe(256);
    const last = model.getLayer('stage4_down').getConfig();
    expect(last.strides).toBe(1);
    model.dispose();
  });

  it('starts from the same weights for the same seed', async () => {
    const values = async (seed: number) => {
      const model = miniSeg({ preset: 'aaai', ...small, seed });
      const result = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
      model.dispose();
      return result;
    };
    expect(await values(3)).toEqual(await values(3));
    expect(await values(3)).not.toEqual(await values(4));
  });

  it('gives back every tensor when it is disposed', () => {
    const before = tf.memory().numTensors;
    miniSeg({ preset: 'aaai' }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('options out of range', () => {
  const cases: [string, MiniSegOptions, RegExp][] = [
    ['an unknown preset', { preset: 'cvpr' as 'aaai' }, /preset is 'cvpr'.*'paper' or 'aaai'/],
    ['an unknown option', { dropout: 1 } as MiniSegOptions, /no option dropout\. The options are/],
    ['one class', { classes: 1 }, /classes is 1.*from 2/],
    [
      'widths that the branches do not divide',
      { filters: [4, 6], blocks: [1, 1] },
      /\[4,6\] with 4 branches.*multiple/,
    ],
    ['lists of different length', { filters: [4, 8] }, /2 stages and blocks 4/],
    ['a stage without blocks', { blocks: [3, 4, 9, 0] }, /blocks has 0.*from 1 to/],
    ['a decoder that is no boolean', { decoder: 'no' as unknown as boolean }, /decoder is "no".*true, false/],
    [
      'a vanilla DB_1 in the released network',
      { preset: 'aaai', firstDownsampler: 'vanilla' },
      /belongs to the 'paper'/,
    ],
  ];
  for (const [title, options, message] of cases) {
    it(`${title} is refused with the cure`, () => {
      expect(() => resolveOptions(options)).toThrow(message);
      try {
        resolveOptions(options);
      } catch (error) {
        expect(ModelError.isInstance(error) && error.code).toBe('invalid-argument');
      }
    });
  }

  it('are caught by countMacs too', () => {
    const shape = [512, 512, 3];
    expect(() => countMacs({ inputs: [{}] } as unknown as Parameters<typeof countMacs>[0], shape)).toThrow(
      /\[512,512,3\].*\[batch, height, width, channels\]/,
    );
  });
});
