/** MiniSegResizeBilinearAdjoint: dy -> dx of `size` = [height, width], for half-pixel centres. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Workspace } from './workspace.js';

export function resizeBilinearAdjoint(
  workspace: Workspace,
  { dy }: Record<string, TensorInfo>,
  { size: [height, width] }: { size: [number, number] },
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
        ...[1, height, width, outHeight, outWidth, channels, lines + line * image],
      ]),
    ),
  );
  return dx;
}
