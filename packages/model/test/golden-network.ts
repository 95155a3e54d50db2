/** A preset filled with golden weights, and the reference's training loss composed of plain ops. */

import { type Checkpoint, fromFloat32 } from '@miniseg/checkpoints';
import type { Golden } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { namedWeights } from '../src/checkpoint/import-checkpoint.js';
import { modelFromCheckpoint } from '../src/index.js';

/** Weights of the golden file whose names start with `prefix`. */
export function goldenModel(golden: Golden, prefix = ''): LayersModel {
  const tensors: Checkpoint['tensors'] = new Map();
  for (const key of golden.keys()) {
    if (!key.startsWith(prefix)) continue;
    const { data, shape } = golden.get(key);
    tensors.set(key.slice(prefix.length), fromFloat32(data, shape));
  }
  const checkpoint: Checkpoint = {
    tensors,
    metadata: {},
    format: 'safetensors',
    path: [],
    strippedPrefix: '',
    ignored: [],
  };
  return modelFromCheckpoint(checkpoint).model;
}

/** For each trainable weight: its PyTorch key and how to read a golden tensor in its layout. */
export function trainableKeys(model: LayersModel) {
  return [...namedWeights(model)].filter(({ weight }) => model.trainableWeights.includes(weight));
}

export function goldenAs(golden: Golden, layout: 'hwio' | 'depthwise' | 'vector', key: string): tf.Tensor {
  return layout === 'vector' ? golden.tensor(key) : golden[layout](key);
}

/** Class-weighted cross entropy, weighted mean, of logits [B, H, W, C] and int32 labels [B, H, W]. */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor, classWeights: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape[3] as number;
    const oneHot = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), classes), 'float32');
    const weights = tf.mul(oneHot, classWeights);
    const logProbabilities = tf.sub(logits, tf.logSumExp(logits, 3, true));
    return tf.neg(tf.div(tf.sum(tf.mul(weights, logProbabilities)), tf.sum(weights))) as tf.Scalar;
  });
}

/** L1..L4 and L1 + 0.4 (L2 + L3 + L4), eq. (18)-(19). */
export function losses(heads: tf.Tensor[], labels: tf.Tensor, classWeights: tf.Tensor1D): tf.Scalar[] {
  const each = heads.map((logits) => crossEntropy(logits, labels, classWeights));
  const [first, ...others] = each;
  return [...each, tf.add(first, tf.mul(0.4, tf.addN(others))) as tf.Scalar];
}
