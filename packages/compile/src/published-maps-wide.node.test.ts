/** The published prediction maps of fold 1 once more, by the kernels for vectors of 256 bits. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { enableWideVectors } from '@miniseg/engine/node';
import { decodePng } from '@miniseg/formats';
import { modelFromCheckpoint, type Normalization } from '@miniseg/model';
import { readShared, SHARED_HINT, sharedAvailable, useBackend } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { compile } from './index.js';

interface Folds {
  val: Record<string, string[]>;
  train_stats: Record<string, Normalization>;
}

const { available } = await enableWideVectors({ pays: false });

it.skipIf(!sharedAvailable || !available)(
  `the released weights give the published maps and the logits of 128 bits (${SHARED_HINT}; Node 24 on x64)`,
  async () => {
    await useBackend('cpu');
    const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json'))) as Folds;
    const { model } = modelFromCheckpoint(
      readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')),
    );
    const [narrow, wide] = await Promise.all(
      [false, true].map((wide) => compile(model, { target: 'wasm', threads: 1, wide })),
    );
    model.dispose();
    expect([narrow.wide, wide.wide]).toEqual([undefined, true]);
    const { mean, std } = folds.train_stats.fold1;
    const options = { normalization: { mean, std } };
    for (const name of folds.val.fold1) {
      const slice = decodePng(await readShared(`data/ct100/images/tr_im_${name}.png`));
      const published = decodePng(
        await readShared(`data/official/ct100-fold1-segmaps/tr_im_${name}.png`),
      ).data;
      const [expected, found] = [await narrow.segment(slice, options), await wide.segment(slice, options)];
      // Byte by byte: as numbers these take a minute to compare.
      for (const key of ['mask', 'probabilities'] as const)
        expect(Buffer.compare(bytesOf(found[key]), bytesOf(expected[key]))).toBe(0);
      const differing = found.mask.filter((label, i) => 255 * label !== published[i]).length;
      // One pixel of one slice lies so near the border that PyTorch's own rounding decides it.
      expect(differing).toBeLessThanOrEqual(2);
    }
    for (const predictor of [narrow, wide]) predictor.dispose();
  },
  120_000,
);

function bytesOf(array: Uint8Array | Float32Array | undefined): Buffer {
  const { buffer, byteOffset, byteLength } = array as Uint8Array;
  return Buffer.from(buffer, byteOffset, byteLength);
}
