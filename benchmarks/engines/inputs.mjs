/** The files that every engine reads: the same weights in three formats, the same image in two layouts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import { lowerModel } from '@miniseg/compile';
import { saveProgram } from '@miniseg/engine';
import { countMacs, exportOnnx, exportSafetensors, miniSeg } from '@miniseg/model';
import { NETWORK_NAMES, network } from '@miniseg/zoo';
import { randomUniform, tidy } from '@tensorflow/tfjs-core';
import { toPlanes } from './runs.mjs';

/** As after training: with zeros and ones a mistake in the normalization would not show. */
const RANGES = {
  gamma: [0.5, 1.5],
  beta: [-0.3, 0.3],
  moving_mean: [-0.3, 0.3],
  moving_variance: [0.3, 1.5],
  alpha: [-0.1, 0.5],
  bias: [-0.5, 0.5],
};

/**
 * @param name A preset of MiniSeg, whose weights become random in all parts, or a network of the zoo, as it begins.
 * @returns paths, and the multiply-accumulates of one image through the prediction's head.
 */
export async function writeInputs(folder, name, size) {
  await useBackend('cpu');
  const isPreset = !NETWORK_NAMES.includes(name);
  const model = isPreset
    ? miniSeg({ preset: name, seed: 1, deepSupervision: false })
    : network(name, { seed: 1 });
  for (const [i, weight] of (isPreset ? model.layers : []).flatMap(({ weights }) => weights).entries()) {
    const range = RANGES[weight.originalName.split('/').at(-1)];
    if (range) tidy(() => weight.write(randomUniform(weight.shape, ...range, 'float32', i)));
  }
  const image = randomUniform([1, size, size, 3], -2, 2, 'float32', 1);
  const pixels = image.dataSync();
  const file = (kind, bytes) => {
    const target = path.join(folder, `${name}-${kind}`);
    writeFileSync(target, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return target;
  };
  mkdirSync(folder, { recursive: true });
  const inputs = {
    size,
    ...(isPreset && { weights: file('weights.safetensors', await exportSafetensors(model)) }),
    onnx: file('model.onnx', await exportOnnx(model)),
    program: file('model.miniseg', saveProgram(await lowerModel(model))),
    imageNhwc: file('image-nhwc.f32', pixels),
    image: file('image-nchw.f32', toPlanes(pixels, 3)),
  };
  const macs = isPreset ? countMacs(model, [1, size, size, 3]) : undefined;
  image.dispose();
  model.dispose();
  return { inputs, macs };
}
