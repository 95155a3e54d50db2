import { describeOnBackends, expectNoLeak } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { randomizeWeights } from '../../test/randomize-weights.js';
import { ModelError, miniSeg, type Segmentation, segment, setModelMetadata } from '../index.js';

const [width, height] = [24, 22];
const slice = {
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7919) % 256),
  width,
  height,
};

function network(seed: number, classes = 2) {
  const model = miniSeg({ preset: 'aaai', filters: [4, 4], blocks: [1, 1], branches: 2, seed, classes });
  randomizeWeights(model, seed);
  setModelMetadata(model, { normalization: { mean: 0.3 + seed / 20, std: 0.2 } });
  return model;
}

const mirror = (values: ArrayLike<number>, each: number) =>
  Float64Array.from({ length: values.length }, (_, at) => {
    const [pixel, value] = [Math.floor(at / each), at % each];
    return values[(Math.floor(pixel / width) * width + (width - 1 - (pixel % width))) * each + value];
  });

describeOnBackends(
  'segment with several runs',
  () => {
    it('averages networks, each with the normalization that it remembers', async () => {
      const models = [network(3), network(4)];
      const alone = await Promise.all(models.map((model) => segment(model, slice)));
      const { probabilities, mask } = (await segment(models, slice)) as Required<Segmentation>;
      for (const [at, value] of probabilities.entries()) {
        const [a, b] = alone.map((result) => (result.probabilities as Float32Array)[at]);
        expect(value).toBeCloseTo((a + b) / 2, 5);
      }
      expect([...mask]).toEqual(
        Array.from(mask, (_, pixel) => (probabilities[2 * pixel + 1] > probabilities[2 * pixel] ? 1 : 0)),
      );
      for (const model of models) model.dispose();
    });

    it('of a mirrored slice the views give the mirrored mean', async () => {
      const model = network(3);
      const given = (await segment(model, slice, { tta: 'flips' })) as Required<Segmentation>;
      const data = Uint8Array.from(mirror(slice.data, 1));
      const other = (await segment(model, { ...slice, data }, { tta: 'flips' })) as Required<Segmentation>;
      const back = mirror(other.probabilities, 2);
      for (const [at, value] of given.probabilities.entries()) expect(back[at]).toBeCloseTo(value, 5);
      await expectNoLeak(() => segment(model, slice, { tta: 'multiscale', probabilities: false }));
      const seen: number[] = [];
      const all = await segment(model, [slice, slice], {
        tta: 'flips',
        onProgress: ({ done }) => seen.push(done),
      });
      expect([all[1].mask, seen]).toEqual([given.mask, [1, 2]]);
      model.dispose();
    });

    it('refuses no model, other classes, unknown views, and a batch size that would do nothing', async () => {
      const [two, three] = [network(3), network(4, 3)];
      const refused = async (call: Promise<unknown>, message: RegExp) => {
        const error = await call.catch((thrown: unknown) => thrown);
        expect(ModelError.isInstance(error) && error.code).toBe('invalid-argument');
        expect((error as Error).message).toMatch(message);
      };
      await refused(segment([], slice), /There is no model/);
      await refused(segment([two, three], slice), /2 and 3 classes/);
      await refused(segment(two, slice, { tta: 'rotations' } as never), /'flips' or 'multiscale'/);
      await refused(segment(two, slice, { tta: 'flips', batchSize: 2 }), /batchSize has no effect/);
      two.dispose();
      three.dispose();
    });
  },
  { only: ['cpu'] },
);
