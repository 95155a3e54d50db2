/**
 * Golden values: tensors of a safetensors file, as PyTorch has them (NCHW, OIHW), and their tfjs layouts.
 * The reader is written apart from the product's own, so that a mistake there cannot hide here.
 */
import * as tf from '@tensorflow/tfjs-core';
import { readShared } from './shared.js';

/** A tensor of a golden file. */
export interface GoldenTensor {
  shape: number[];
  data: Float32Array;
}

/** Tensors that the reference implementation computed, read from the shared folder. */
export class Golden {
  constructor(private readonly tensors: Map<string, GoldenTensor>) {}

  static async load(name: string): Promise<Golden> {
    const bytes = await readShared(`golden/${name}.safetensors`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headerLength = Number(view.getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
    const tensors = new Map<string, GoldenTensor>();
    for (const [key, entry] of Object.entries<{
      dtype: string;
      shape: number[];
      data_offsets: [number, number];
    }>(header)) {
      if (key === '__metadata__') continue;
      const [from, to] = entry.data_offsets.map((offset) => 8 + headerLength + offset);
      const buffer = bytes.slice(from, to).buffer;
      const data = {
        F32: () => new Float32Array(buffer),
        F64: () => Float32Array.from(new Float64Array(buffer)),
        I32: () => Float32Array.from(new Int32Array(buffer)),
        I64: () => Float32Array.from(new BigInt64Array(buffer), Number),
      }[entry.dtype];
      if (!data) throw new Error(`Golden file ${name}: no reader for ${entry.dtype}`);
      tensors.set(key, { shape: entry.shape, data: data() });
    }
    return new Golden(tensors);
  }

  keys(): string[] {
    return [...this.tensors.keys()];
  }

  has(key: string): boolean {
    return this.tensors.has(key);
  }

  get(key: string): GoldenTensor {
    const tensor = this.tensors.get(key);
    if (!tensor) throw new Error(`Golden file has no tensor ${key}`);
    return tensor;
  }

  /** As stored. */
  tensor(key: string): tf.Tensor {
    const { shape, data } = this.get(key);
    return tf.tensor(data, shape);
  }

  /** NCHW -> NHWC. */
  nhwc(key: string): tf.Tensor4D {
    return tf.tidy(() => tf.transpose(this.tensor(key) as tf.Tensor4D, [0, 2, 3, 1]));
  }

  /** OIHW -> HWIO: vanilla, pointwise and grouped pointwise filters. */
  hwio(key: string): tf.Tensor4D {
    return tf.tidy(() => tf.transpose(this.tensor(key) as tf.Tensor4D, [2, 3, 1, 0]));
  }

  /** [C, 1, H, W] -> [H, W, C, 1]: depthwise filters. */
  depthwise(key: string): tf.Tensor4D {
    return tf.tidy(() => tf.transpose(this.tensor(key) as tf.Tensor4D, [2, 3, 0, 1]));
  }
}
