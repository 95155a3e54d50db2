/** Many small tensors as one vector: of views of one texture, in their order, it is a view; of others a few programs. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Gpu, remembered, sizeOf, type Template } from '../gpu-train/template.js';
import type { WebglBackend } from './backend.js';
import { view } from './view.js';

/** Textures that a program reads. */
const MOST = 14;

const joined = remembered((count: number): Template => {
  const places = Array.from({ length: count }, (_, k) => k);
  return {
    name: `joined ${count}`,
    inputs: places.map((k) => `x${k}`),
    integers: places.map((k) => `end${k}`),
    segments: [
      {
        values: 1,
        code: places
          .map((k) => {
            const begin = k === 0 ? '0' : `end${k - 1}`;
            return `if (i >= ${begin} && i < end${k}) { v0 = at_x${k}(i - ${begin}); }`;
          })
          .join('\n'),
      },
    ],
  };
});

export function flattenOn(backend: WebglBackend, gpu: Gpu, tensors: readonly TensorInfo[]): TensorInfo {
  const sizes = tensors.map(({ shape }) => sizeOf(shape));
  const total = sizes.reduce((a, b) => a + b, 0);
  if (areOne(backend, tensors, sizes))
    return { ...view(backend, { ...tensors[0], shape: [total] }, 0, [total]) };
  const pieces: TensorInfo[] = [];
  for (let at = 0; at < tensors.length; at += MOST) pieces.push(join(gpu, tensors.slice(at, at + MOST)));
  if (pieces.length === 1) return pieces[0];
  const all = flattenOn(backend, gpu, pieces);
  for (const piece of pieces) gpu.release(piece);
  return all;
}

/** Whether they follow each other in one texture. */
function areOne(backend: WebglBackend, tensors: readonly TensorInfo[], sizes: readonly number[]): boolean {
  const slices = tensors.map(({ dataId }) => backend.texData.get(dataId));
  if (slices.length < 2 || slices.some(({ isPacked }) => isPacked)) return false;
  const places = slices.map(({ slice }) => slice?.flatOffset);
  const [first] = slices;
  if (!first.slice || !slices.every(({ slice }) => slice?.origDataId === first.slice?.origDataId))
    return false;
  let next = first.slice.flatOffset;
  const expected = sizes.map((size) => {
    const at = next;
    next += size;
    return at;
  });
  return util.arraysEqual(places as number[], expected);
}

function join(gpu: Gpu, tensors: readonly TensorInfo[]): TensorInfo {
  let end = 0;
  const ends = tensors.map(({ shape }) => {
    end += sizeOf(shape);
    return end;
  });
  return gpu.run(joined(tensors.length), tensors, ends, [{ count: end, outputs: [[end]] }])[0][0];
}
