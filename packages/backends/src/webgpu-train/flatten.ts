/** Many small tensors as one vector and back, each by one program: they lie in slabs, and a table says where. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Gpu, sizeOf, type Template } from '../gpu-train/template.js';
import type { Buffer, WebgpuBackend } from './backend.js';
import { bindingOf, strideOf, type Views } from './views.js';

const GATHER: Template = {
  name: 'gather',
  inputs: ['x', 'table'],
  integerInputs: ['table'],
  integers: [],
  segments: [
    {
      values: 1,
      code: `int place = at_table(i); v0 = 0.0; if (place >= 0) { v0 = at_x(place); }`,
    },
  ],
};

interface Table {
  readonly places: readonly number[];
  readonly tensor: TensorInfo;
}

/** By what is gathered; the one before the last few is forgotten. */
const tables = new WeakMap<WebgpuBackend, Map<string, Table>>();
const MOST_TABLES = 8;

/** `values` in a tensor that stays, for as long as the same `places` (and sizes) come again. */
function tableFor(
  backend: WebgpuBackend,
  kind: string,
  places: readonly number[],
  values: () => Int32Array,
): TensorInfo {
  let kept = tables.get(backend);
  if (!kept) {
    kept = new Map();
    tables.set(backend, kept);
  }
  // Weights and gradients have the same sizes, and lie elsewhere.
  const key = `${kind} ${places.reduce((hash, place) => (31 * hash + place) | 0, places.length)}`;
  const found = kept.get(key);
  if (found && util.arraysEqual(found.places as number[], places as number[])) return found.tensor;
  if (found) {
    backend.disposeData(found.tensor.dataId);
    kept.delete(key);
  }
  for (const [old, { tensor }] of kept) {
    if (kept.size < MOST_TABLES) break;
    backend.disposeData(tensor.dataId);
    kept.delete(old);
  }
  const numbers = values();
  const tensor = backend.makeTensorInfo([numbers.length], 'int32', numbers);
  kept.set(key, { places: [...places], tensor });
  return tensor;
}

export function flattenOn(backend: WebgpuBackend, gpu: Gpu, tensors: readonly TensorInfo[]): TensorInfo {
  const sizes = tensors.map(({ shape }) => sizeOf(shape));
  const total = sizes.reduce((a, b) => a + b, 0);
  const views = tensors.map(({ dataId }) => backend.tensorMap.get(dataId).view);
  const slab = views[0]?.slab;
  if (!slab || !views.every((view) => view?.slab === slab)) return copied(backend, tensors, sizes, total);
  const offsets = views.map((view) => (view?.offset ?? 0) / 4);
  const table = tableFor(backend, 'flatten', [...offsets, ...sizes], () => {
    const places = new Int32Array(total);
    let at = 0;
    for (const [k, size] of sizes.entries()) for (let i = 0; i < size; i++) places[at++] = offsets[k] + i;
    return places;
  });
  // The whole of the slab, as long as one of its tensors is there.
  const whole = wholeOf(backend, tensors[0]);
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  const [[y]] = gpu.run(GATHER, [whole, table], [], [{ count: total, outputs: [[total]] }]);
  gpu.release(whole);
  return y;
}

function wholeOf(backend: WebgpuBackend, { dataId }: TensorInfo): TensorInfo {
  const { view } = backend.tensorMap.get(dataId);
  const slab = view!.slab;
  const id = { id: backend.nextDataId() };
  const { size } = slab.buffer;
  const shape = [size / 4];
  backend.tensorMap.set(id, {
    dtype: 'float32',
    shape,
    values: null,
    refCount: 1,
    resource: slab.buffer,
    external: true,
    view: { slab, offset: 0, size },
  });
  slab.tensors++;
  return { dataId: id, shape, dtype: 'float32' };
}

/** Tensors of buffers of their own: the first step's weights, or gradients that other kernels made. */
function copied(
  backend: WebgpuBackend,
  tensors: readonly TensorInfo[],
  sizes: readonly number[],
  total: number,
): TensorInfo {
  const y = backend.makeTensorInfo([total], 'float32');
  backend.uploadToGPU(y.dataId);
  const to = backend.tensorMap.get(y.dataId).resource as Buffer;
  const bindings = tensors.map((tensor) => bindingOf(backend, tensor));
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  let at = 0;
  for (const [k, { buffer, offset = 0 }] of bindings.entries()) {
    backend.commandEncoder?.copyBufferToBuffer(buffer, offset, to, at, 4 * sizes[k]);
    backend.commandQueueOwnedIds.add(tensors[k].dataId);
    at += 4 * sizes[k];
  }
  backend.commandQueueOwnedIds.add(y.dataId);
  return y;
}

export function unflattenOn(
  backend: WebgpuBackend,
  gpu: Gpu,
  views: Views,
  x: TensorInfo,
  shapes: readonly (readonly number[])[],
): TensorInfo[] {
  const sizes = shapes.map(sizeOf);
  const places: number[] = [];
  let total = 0;
  for (const size of sizes) {
    places.push(total);
    total += strideOf(size);
  }
  const table = tableFor(backend, 'unflatten', [...sizes, total], () => {
    const from = new Int32Array(total).fill(-1);
    let at = 0;
    for (const [k, size] of sizes.entries()) for (let i = 0; i < size; i++) from[places[k] + i] = at++;
    return from;
  });
  const [[first, whole]] = gpu.run(
    GATHER,
    [x, table],
    [],
    [{ count: total, outputs: [[total]], whole: true }],
  );
  const { view } = backend.tensorMap.get(whole.dataId);
  const tensors = shapes.map((shape, k) => views.tensor(view!.slab, 4 * places[k], shape));
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  gpu.release(first);
  gpu.release(whole);
  return tensors;
}
