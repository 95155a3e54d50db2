import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { type PaperCase, paperMetrics } from './index.js';

/** Labels of a PNG: palette indices or grey values, of which those with 1 bit come eight to a byte. */
async function readMask(file: string) {
  const { data, width, height, depth, channels } = decode(await readShared(file));
  const shape = [height, width] as const;
  if (channels !== 1 || (depth !== 1 && depth !== 8))
    throw new Error(`${file}: ${channels} channels of ${depth} bits`);
  if (depth === 8) return { data, shape };
  const stride = Math.ceil(width / 8);
  const bit = (x: number, y: number) => (data[y * stride + (x >> 3)] >> (7 - (x & 7))) & 1;
  return {
    data: Uint8Array.from({ length: height * width }, (_, i) => bit(i % width, Math.floor(i / width))),
    shape,
  };
}

describe.skipIf(!sharedAvailable)(
  `the published maps of fold 1 (${sharedAvailable ? 'CT100' : SHARED_HINT})`,
  () => {
    const load = async (): Promise<PaperCase[]> => {
      const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
      return Promise.all(
        (folds.val.fold1 as string[]).map(async (id) => {
          const prediction = await readMask(`data/official/ct100-fold1-segmaps/tr_im_${id}.png`);
          const truth = await readMask(`data/ct100/masks/tr_mask_${id}.png`);
          expect(prediction.shape).toEqual(truth.shape);
          return { id, prediction: prediction.data, truth: truth.data, shape: truth.shape } as PaperCase;
        }),
      );
    };

    const rounded = (mean: Record<string, number | undefined>) =>
      Object.fromEntries(
        Object.entries(mean).map(([figure, value]) => [figure, value?.toFixed(figure === 'HD' ? 2 : 4)]),
      );

    it('score a DSC of .7579 under the reference protocol, and the other figures that NumPy and SimpleITK find', async () => {
      const { mean, used, replaced } = paperMetrics(await load(), { protocol: 'reference' });
      expect(rounded(mean)).toEqual({
        mIoU: '0.8080',
        SEN: '0.8280',
        SPC: '0.9824',
        DSC: '0.7579',
        HD: '69.13',
      });
      expect(used).toEqual({ mIoU: 20, SEN: 20, SPC: 20, DSC: 20, HD: 20 });
      expect(replaced).toEqual([]);
    });

    it('differ under the paper protocol in HD alone, which MedPy confirms', async () => {
      const { mean } = paperMetrics(await load());
      expect(rounded(mean)).toEqual({
        mIoU: '0.8080',
        SEN: '0.8280',
        SPC: '0.9824',
        DSC: '0.7579',
        HD: '70.54',
      });
    });
  },
);
