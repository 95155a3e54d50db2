// What every environment is asked: figures, files, a decoder that is loaded late, a network, compiled, and on workers.
import '@tensorflow/tfjs-backend-cpu';
import { compile } from '@miniseg/compile';
import { decodePng, encodePng, readVolume } from '@miniseg/formats';
import { confusion, dice } from '@miniseg/metrics';
import { miniSeg } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs-core';

/** @param jpegLs A DICOM file in base64, compressed by JPEG-LS. */
export async function probe(jpegLs) {
  const counts = confusion([0, 1, 1, 2], [0, 1, 2, 2], { classes: 3 });
  const raster = { width: 2, height: 1, channels: 1, data: Uint8Array.of(7, 200), maxValue: 255 };
  const file = Uint8Array.from(atob(jpegLs), (character) => character.charCodeAt(0));
  const scan = await readVolume(file);

  await tf.setBackend('cpu');
  const model = miniSeg({ preset: 'aaai', seed: 1 });
  const image = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1);
  const [expected] = model.predict(image);
  const predictor = await compile(model);
  const compiled = await predictor.logits(image);
  const difference = await tf.max(tf.abs(tf.sub(compiled, expected))).data();
  predictor.dispose();

  return {
    dice: dice(counts),
    png: [...decodePng(encodePng(raster)).data],
    scan: [...scan.data],
    logits: compiled.shape,
    difference: difference[0],
    workers: await onWorkers(model),
  };
}

async function onWorkers(model) {
  const slice = { data: new Uint8Array(32 * 32), width: 32, height: 32 };
  try {
    const predictor = await compile(model, { workers: 2 });
    const results = await predictor.segment([slice, slice], { normalization: { mean: 0.5, std: 0.2 } });
    predictor.dispose();
    return results.map(({ mask }) => mask.length);
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
}
