import { type Checkpoint, fromFloat32, readCheckpoint, readSafetensors } from '@miniseg/checkpoints';
import { describeOnBackends, expectClose, readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import {
  exportCheckpoint,
  exportSafetensors,
  importCheckpoint,
  type MiniSegOptions,
  ModelError,
  miniSeg,
  modelFromCheckpoint,
  modelMetadata,
  type ResolvedOptions,
  recognizeOptions,
  setModelMetadata,
} from '../index.js';

const small = { filters: [4, 8, 12, 16], blocks: [2, 2, 3, 2] };
const asCheckpoint = (tensors: Checkpoint['tensors'], metadata = {}): Checkpoint => ({
  tensors,
  metadata,
  format: 'safetensors',
  path: [],
  strippedPrefix: '',
  ignored: [],
});

describeOnBackends('checkpoints', () => {
  for (const options of [
    { preset: 'paper' },
    { preset: 'aaai' },
    { preset: 'paper', fusion: 'ahsp', firstStage: 'ahsp', downsamplerKernel: 3, classes: 4 },
    { preset: 'aaai', twoPath: false, activation: 'relu', branches: 2, inputChannels: 1 },
    { preset: 'paper', module: 'multi-branch', decoder: false },
    { preset: 'aaai', module: 'single-branch', deepSupervision: false },
    { preset: 'paper', firstDownsampler: 'depthwise' },
  ] as MiniSegOptions[]) {
    it(`of ${JSON.stringify(options)} say by names and shapes alone how the network was made, and come back bit for bit`, async () => {
      const model = miniSeg({ ...small, ...options, seed: 1 });
      const tensors = await exportCheckpoint(model);
      // Neither the seed nor the dropout shows in weights, and one branch does not tell of how many it is.
      const { seed, headDropout, ...made } = modelMetadata(model).options as ResolvedOptions;
      expect(recognizeOptions(asCheckpoint(tensors))).toMatchObject(made);
      const { model: copy, report } = modelFromCheckpoint(asCheckpoint(tensors));
      expect(report.missing).toEqual([]);
      expect(report.unexpected).toEqual([]);
      const [before, after] = [model.getWeights(), copy.getWeights()];
      expect(after).toHaveLength(before.length);
      for (const [i, weight] of before.entries()) await expectClose(after[i], weight, { absolute: 0 });
      expect(await exportCheckpoint(copy)).toEqual(tensors);
      model.dispose();
      copy.dispose();
    });
  }

  it('keep normalization, size, options and every bit in a safetensors file', async () => {
    const model = miniSeg({ preset: 'aaai', ...small, headDropout: 0.2 });
    setModelMetadata(model, { normalization: { mean: 0.25, std: 0.5 }, inputSize: 384 });
    const bytes = await exportSafetensors(model);
    const { model: copy } = modelFromCheckpoint(readCheckpoint(bytes));
    expect(modelMetadata(copy).normalization).toEqual({ mean: 0.25, std: 0.5 });
    expect(modelMetadata(copy).inputSize).toBe(384);
    expect(modelMetadata(copy).options?.headDropout).toBe(0.2);
    expect(await exportSafetensors(copy)).toEqual(bytes);
    expect(readSafetensors(bytes).metadata.format).toBe('pt');
    model.dispose();
    copy.dispose();
  });

  it.skipIf(!sharedAvailable)(
    `round trip: the released checkpoint exports to exactly what was read (${SHARED_HINT})`,
    async () => {
      const checkpoint = readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth'));
      const { model, report } = modelFromCheckpoint(checkpoint);
      expect(report.loaded).toHaveLength(421);
      const exported = await exportCheckpoint(model);
      expect(new Set(exported.keys())).toEqual(new Set(checkpoint.tensors.keys()));
      for (const [key, tensor] of checkpoint.tensors) {
        const { dtype, shape, bytes } = exported.get(key) as typeof tensor;
        expect([key, dtype, shape, Array.from(bytes)]).toEqual([
          key,
          tensor.dtype,
          tensor.shape,
          Array.from(tensor.bytes),
        ]);
      }
      model.dispose();
    },
  );

  it('that miss, misshape or add keys are refused, named, and change nothing', async () => {
    const model = miniSeg({ preset: 'aaai', ...small });
    const tensors = await exportCheckpoint(model);
    const before = await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]));
    tensors.delete('down1.conv.weight');
    tensors.set('extra.weight', fromFloat32(new Float32Array(1), [1]));
    tensors.set('down2.bn.weight', fromFloat32(new Float32Array(3), [3]));
    tensors.set('down2.bn.bias', fromFloat32(new Float32Array(8), [8, 1]));
    const broken = asCheckpoint(tensors);
    expect(() => importCheckpoint(model, broken)).toThrow(
      /1 keys are missing \(down1\.conv\.weight\); 1 keys are left over \(extra\.weight\); 2 shapes.*down2\.bn\.weight: \[3\], expected \[8\]/,
    );
    expect(await Promise.all(model.getWeights().map(async (weight) => [...(await weight.data())]))).toEqual(
      before,
    );
    const report = importCheckpoint(model, broken, { strict: false });
    expect(report.missing).toEqual(['down1.conv.weight']);
    expect(report.mismatched).toHaveLength(2);
    model.dispose();
  });

  it('of another network are refused with the names that were looked for', () => {
    const foreign = asCheckpoint(new Map([['layer1.0.conv1.weight', fromFloat32(new Float32Array(1), [1])]]));
    expect(() => modelFromCheckpoint(foreign)).toThrow(
      /'layer1\.0\.conv1\.weight'.*not of a MiniSeg network/,
    );
    expect(() => modelFromCheckpoint(asCheckpoint(new Map()))).toThrow(/0 tensors/);
    expect(() => modelFromCheckpoint(asCheckpoint(new Map(), { miniseg: '{' }))).toThrow(/cannot be used/);
    const odd = asCheckpoint(
      new Map(
        ['down1.bn.weight', 'pred1.1.weight'].map((key) => [key, fromFloat32(new Float32Array(2), [2])]),
      ),
    );
    expect(() => modelFromCheckpoint(odd)).toThrow(/describe no such network/);
    try {
      modelFromCheckpoint(foreign);
    } catch (error) {
      expect(ModelError.isInstance(error) && error.code).toBe('checkpoint');
    }
  });
});
