/**
 * Tensors that lie inside one buffer, at multiples of 256 bytes: a program writes several of them through one binding, and
 * hundreds of weights are one array to the optimizer. tfjs's backend is taught to bind and to read them.
 */
import { type DataType, type TensorInfo, util } from '@tensorflow/tfjs-core';
import {
  type Binding,
  type Buffer,
  type Slab,
  STORAGE,
  type Staging,
  USAGE,
  type WebgpuBackend,
} from './backend.js';

import { orderBuffers } from './buffer-order.js';

/** Where WebGPU lets a binding begin, in numbers of four bytes. */
const STEP = 64;

export const strideOf = (size: number): number => Math.ceil(size / STEP) * STEP;

/** Gradients of weights of one step; more of them get further slabs. */
const POOL_BYTES = 4 << 20;

export interface Views {
  /**
   * A slab from the backend's own buffers. With one that it replaces, the two take turns: running values then lie in the same
   * two buffers for as long as they live, and what binds those can be kept.
   */
  slab(bytes: number, replaced?: Slab): Slab;
  tensor(slab: Slab, offset: number, shape: readonly number[]): TensorInfo;
  /** Where the next tensor of the pool lies. */
  pooled(bytes: number): { slab: Slab; offset: number };
}

export function viewsOf(backend: WebgpuBackend): Views {
  teach(backend);
  let pool: (Slab & { used: number }) | undefined;
  const release = (buffer: Buffer | undefined) => {
    if (buffer) backend.bufferManager.releaseBuffer(buffer);
  };
  const slab = (bytes: number, replaced?: Slab): Slab => {
    const spare = replaced?.spare?.size === bytes ? replaced.spare : undefined;
    const made: Slab = {
      buffer: spare ?? backend.bufferManager.acquireBuffer(bytes, STORAGE),
      tensors: 0,
      free() {
        release(made.buffer);
        release(made.spare);
      },
    };
    if (replaced) {
      if (spare) replaced.spare = undefined;
      const { free } = replaced;
      replaced.free = () => {
        if (made.tensors === 0 || made.spare || replaced.spare) free();
        else made.spare = replaced.buffer;
      };
    }
    return made;
  };
  return {
    slab,
    tensor(slab, offset, shape) {
      const dataId = { id: backend.nextDataId() };
      const size = Math.max(4, 4 * util.sizeFromShape([...shape]));
      backend.tensorMap.set(dataId, {
        dtype: 'float32',
        shape: [...shape],
        values: null,
        refCount: 1,
        resource: slab.buffer,
        external: true,
        view: { slab, offset, size },
      });
      slab.tensors++;
      return { dataId, shape: [...shape], dtype: 'float32' as DataType };
    },
    pooled(bytes) {
      if (pool && pool.tensors === 0) pool.used = 0;
      if (!pool || pool.used + bytes > pool.buffer.size) {
        // Whoever is in the old one frees it.
        const old = pool;
        if (old && old.tensors > 0) old.free = () => backend.bufferManager.releaseBuffer(old.buffer);
        else if (old) backend.bufferManager.releaseBuffer(old.buffer);
        const made = slab(Math.max(POOL_BYTES, bytes));
        made.free = () => undefined;
        pool = Object.assign(made, { used: 0 });
      }
      const offset = pool.used;
      pool.used += bytes;
      return { slab: pool, offset };
    },
  };
}

const taught = new WeakSet<WebgpuBackend>();

function teach(backend: WebgpuBackend): void {
  if (taught.has(backend)) return;
  taught.add(backend);
  orderBuffers(backend);
  const { tensorToBinding, disposeData, read } = backend;
  backend.tensorToBinding = (tensor) => {
    const view = tensor && backend.tensorMap.get(tensor.dataId).view;
    return view
      ? { buffer: view.slab.buffer, offset: view.offset, size: view.size }
      : tensorToBinding.call(backend, tensor);
  };
  // At once, and not when its program was submitted: what takes its place runs after that program.
  backend.disposeData = (id, force = false) => {
    const data = backend.tensorMap.has(id) ? backend.tensorMap.get(id) : undefined;
    if (!data?.view) return disposeData.call(backend, id, force);
    data.refCount = force ? 0 : data.refCount - 1;
    if (data.refCount > 0) return false;
    backend.tensorMap.delete(id);
    const { slab } = data.view;
    slab.tensors--;
    if (slab.tensors === 0) slab.free();
    return true;
  };
  backend.read = async (id) => {
    const data = backend.tensorMap.has(id) ? backend.tensorMap.get(id) : undefined;
    if (!data?.view || data.values !== null) return read.call(backend, id);
    const { slab, offset, size } = data.view;
    const usage = USAGE.COPY_DST | USAGE.MAP_READ;
    const staging = backend.bufferManager.acquireBuffer(size, usage) as Staging;
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder?.copyBufferToBuffer(slab.buffer, offset, staging, 0, size);
    backend.submitQueue();
    await staging.mapAsync(1);
    const values = new Float32Array(staging.getMappedRange().slice(0), 0, util.sizeFromShape(data.shape));
    staging.unmap();
    backend.bufferManager.releaseBuffer(staging);
    data.values = values;
    return values;
  };
}

/** Where a tensor's numbers are, on the device from now on. */
export function bindingOf(backend: WebgpuBackend, { dataId }: TensorInfo): Binding {
  backend.uploadToGPU(dataId);
  const { view, resource } = backend.tensorMap.get(dataId);
  return view
    ? { buffer: view.slab.buffer, offset: view.offset, size: view.size }
    : { buffer: resource as Buffer };
}
