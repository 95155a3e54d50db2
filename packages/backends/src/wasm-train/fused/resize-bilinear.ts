/**
 * ResizeBilinear of tfjs with half-pixel centers or aligned corners, in tasks for the heap's threads, and its adjoint as
 * MiniSegResizeBilinearAdjoint: dy -> dx of `size` = [height, width].
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { imageParts } from '../parts.js';
import type { Workspace } from './workspace.js';

interface ResizeAttributes {
  size: [number, number];
  halfPixelCenters: boolean;
  alignCorners: boolean;
}

export function resizeBilinear(
  workspace: Workspace,
  { images }: Record<string, TensorInfo>,
  { size: [outHeight, outWidth], halfPixelCenters, alignCorners }: ResizeAttributes,
): TensorInfo | undefined {
  const [batch, height, width, channels] = images.shape;
  const numbers = height * width * channels;
  const outNumbers = outHeight * outWidth * channels;
  const known = halfPixelCenters !== alignCorners;
  if (!known || images.dtype !== 'float32' || batch * numbers * outNumbers === 0) return undefined;
  const y = workspace.output([batch, outHeight, outWidth, channels]);
  const parts = imageParts(batch, outHeight);
  const bytes = Math.ceil(workspace.kernels.resizeBilinearScratch(width, channels, outWidth) / 16) * 16;
  workspace.withScratch(bytes * parts.length, (scratch) => {
    const [from, to] = [workspace.address(images), workspace.address(y)];
    workspace.run(
      parts.map(({ image, begin, end }, i) => [
        ...(['resizeBilinear', from + 4 * numbers * image, to + 4 * outNumbers * image] as const),
        ...([
          scratch + bytes * i,
          height,
          width,
          channels,
          outHeight,
          outWidth,
          begin,
          end,
          alignCorners ? 1 : 0,
        ] as const),
      ]),
    );
  });
  return y;
}

export function resizeBilinearAdjoint(
  workspace: Workspace,
  { dy }: Record<string, TensorInfo>,
  { size: [height, width], alignCorners }: { size: [number, number]; alignCorners?: boolean },
): TensorInfo {
  const [batch, outHeight, outWidth, channels] = dy.shape;
  const dx = workspace.output([batch, height, width, channels]);
  const line = 4 * Math.ceil((outWidth * channels) / 4) * 4;
  workspace.withScratch(line * batch, (lines) =>
    workspace.run(
      Array.from({ length: batch }, (_, image) => [
        'resizeBilinearAdjoint',
        workspace.address(dy) + 4 * image * outHeight * outWidth * channels,
        workspace.address(dx) + 4 * image * height * width * channels,
        ...([
          1,
          height,
          width,
          outHeight,
          outWidth,
          channels,
          lines + line * image,
          alignCorners ? 1 : 0,
        ] as const),
      ]),
    ),
  );
  return dx;
}
