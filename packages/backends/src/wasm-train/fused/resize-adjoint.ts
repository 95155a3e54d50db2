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
  workspace.withScratch(
    4 * outWidth * channels,
    (line) =>
    workspace.kernels.resizeBilinearAdjoint(
      workspace.address(dy), workspace.address(dx), batch, height, width, outHeight, outWidth, channels, line,
    ), // biome-ignore format: one line of addresses
  );
  return dx;
}
