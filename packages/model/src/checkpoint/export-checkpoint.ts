/** A MiniSeg model as a PyTorch state dict in a safetensors file, with the reference's names: the way back. */

import {
  type CheckpointTensor,
  type CompressedDtype,
  compressTensors,
  fromFloat32,
  writeSafetensors,
} from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { isEncoderLayer } from '../encoder.js';
import { ModelError } from '../errors.js';
import { modelMetadata } from '../metadata.js';
import { namedWeights } from './import-checkpoint.js';
import { tfjsToTorch } from './layout.js';

/**
 * The weights under their PyTorch names and in PyTorch's layout, `num_batches_tracked` included; importing and
 * exporting again changes no bit.
 *
 * @throws {ModelError} for a model that `miniSeg` did not make.
 */
export async function exportCheckpoint(model: LayersModel): Promise<Map<string, CheckpointTensor>> {
  return exportLayers(model);
}

/**
 * The encoder alone, of a model of `miniSeg` or `miniSegClassifier`, as a safetensors file that `importEncoder` takes.
 *
 * @throws {ModelError} for a model that neither made
 */
export async function exportEncoder(model: LayersModel): Promise<Uint8Array> {
  const { options, normalization, inputSize } = modelMetadata(model);
  return writeSafetensors(await exportLayers(model, isEncoderLayer), {
    format: 'pt',
    miniseg_encoder: JSON.stringify({ options, normalization, inputSize }),
  });
}

async function exportLayers(
  model: LayersModel,
  chosen?: (layer: string) => boolean,
): Promise<Map<string, CheckpointTensor>> {
  const { batchesTracked = { count: 0, shape: [] } } = modelMetadata(model);
  const tensors = new Map<string, CheckpointTensor>();
  for (const { weight, name, key, layout } of namedWeights(model, chosen)) {
    const data = (await weight.read().data()) as Float32Array;
    const values = tfjsToTorch(layout, { shape: weight.shape as number[], data });
    tensors.set(key, fromFloat32(values.data, values.shape));
    // PyTorch counts steps behind each pair of running values.
    if (name === 'moving_variance' && batchesTracked) {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigInt64(0, BigInt(batchesTracked.count), true);
      const counter = key.replace(/running_var$/, 'num_batches_tracked');
      tensors.set(counter, { dtype: 'I64', shape: batchesTracked.shape, bytes });
    }
  }
  return tensors;
}

/** How `exportSafetensors` stores the weights. */
export interface SafetensorsOptions {
  /**
   * 'float32' keeps every bit. 'float16' halves the file; 'int8' stores filters in 8 bits with a scale for each output
   * channel and the rest as float16, a quarter. All of them are read alike. Default 'float32'.
   */
  dtype?: 'float32' | CompressedDtype;
}

/**
 * The whole file: weights, the options of the network, its normalization and the size that it was trained at.
 *
 * @throws {ModelError} for a model that `miniSeg` did not make, and for an unknown option.
 */
export async function exportSafetensors(
  model: LayersModel,
  options: SafetensorsOptions = {},
): Promise<Uint8Array> {
  checkOptions('exportSafetensors', options, { dtype: 1 });
  const { dtype = 'float32' } = options;
  if (!['float32', 'float16', 'int8'].includes(dtype)) {
    throw new ModelError(
      'invalid-argument',
      `dtype is '${String(dtype)}'; it must be 'float32', 'float16' or 'int8'.`,
    );
  }
  const { options: made, normalization, inputSize } = modelMetadata(model);
  const tensors = await exportCheckpoint(model);
  return writeSafetensors(dtype === 'float32' ? tensors : compressTensors(tensors, dtype), {
    format: 'pt',
    miniseg: JSON.stringify({ options: made, normalization, inputSize }),
  });
}
