/** The `weightsManifest` of a model.json: which weights there are, and how many bytes they must have. */
import type { io } from '@tensorflow/tfjs-core';
import type { ModelError } from '../errors.js';

/** Shards, the weights in them, and how many bytes these have together. */
export interface WeightGroup {
  paths: string[];
  weights: io.WeightsManifestEntry[];
  bytes: number;
}

/** Bytes of one number. Text has no size that the manifest says, and no layer has any. */
const SIZES = new Map<unknown, number>([
  ['float32', 4],
  ['int32', 4],
  ['bool', 1],
  ['complex64', 8],
]);
/** Of numbers that are stored smaller than they are used. */
const QUANTIZED = new Map<unknown, number>([
  ['uint8', 1],
  ['uint16', 2],
  ['float16', 2],
]);
const MOST_SHARDS = 10_000;

/** @param refuse Makes the error out of what is wrong. */
export function checkedManifest(manifest: unknown, refuse: (what: string) => ModelError): WeightGroup[] {
  if (!Array.isArray(manifest)) throw refuse('its weightsManifest is no list');
  let shards = 0;
  return manifest.map((group: unknown) => {
    const { paths, weights } = recordOf(group);
    if (!Array.isArray(paths) || !Array.isArray(weights))
      throw refuse('a group of its weightsManifest has no paths or no weights');
    shards += paths.length;
    if (shards > MOST_SHARDS) throw refuse(`it names more than ${MOST_SHARDS} files`);
    const bytes = weights.reduce((sum: number, entry: unknown) => sum + bytesOf(entry, refuse), 0);
    if (!Number.isSafeInteger(bytes)) throw refuse('its weights have more bytes than any file');
    return { paths, weights, bytes };
  });
}

function bytesOf(entry: unknown, refuse: (what: string) => ModelError): number {
  const { name, shape, dtype, quantization } = recordOf(entry);
  if (typeof name !== 'string') throw refuse('one of its weights has no name');
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isSafeInteger(side) && side >= 0);
  if (!isShape) throw refuse(`its weight ${JSON.stringify(name)} has no shape of whole numbers`);
  const size = quantization === undefined ? SIZES.get(dtype) : QUANTIZED.get(recordOf(quantization).dtype);
  if (size === undefined || !SIZES.has(dtype))
    throw refuse(`its weight ${JSON.stringify(name)} is of a type that no layer has`);
  return (shape as number[]).reduce((product, side) => product * side, size);
}

/** Without what an object has by its prototype; empty for anything else. */
function recordOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
