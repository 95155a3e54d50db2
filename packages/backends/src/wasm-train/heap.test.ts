import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { describe, expect, it, vi } from 'vitest';
import { BackendError } from '../errors.js';
import { heapOf } from './heap.js';

const backend = (module: object) => ({ wasm: module }) as unknown as BackendWasm;

describe('heapOf', () => {
  it('binds the kernels to the memory of the plain build and of the threaded one', () => {
    const plain = backend({ asm: { memory: new WebAssembly.Memory({ initial: 1 }) } });
    const threaded = backend({ asm: {}, wasmMemory: new WebAssembly.Memory({ initial: 1, maximum: 2 }) });
    for (const here of [plain, threaded]) {
      expect(heapOf(here)?.kernels.sumRows).toBeTypeOf('function');
      expect(heapOf(here)).toBe(heapOf(here));
    }
  });

  it('is nothing where no memory is to be found, so that the compositions compute', () => {
    expect(heapOf(backend({}))).toBeUndefined();
  });

  it('frees scratch memory after use, also when its user throws', () => {
    const free = vi.fn();
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = heapOf(backend({ asm: { memory }, _malloc: () => 64, _free: free }))!;
    expect(heap.withScratch(16, (address) => address + 1)).toBe(65);
    expect(() =>
      heap.withScratch(16, () => {
        throw new Error('on the way');
      }),
    ).toThrow('on the way');
    expect(free.mock.calls).toEqual([[64], [64]]);
  });

  it('hands out addresses beyond 2 GiB as positive numbers', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = heapOf(backend({ asm: { memory }, _malloc: () => -16, _free() {} }))!;
    expect(heap.withScratch(16, (address) => address)).toBe(2 ** 32 - 16);
  });

  it('says how much memory is missing when the heap is full', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const heap = heapOf(backend({ asm: { memory }, _malloc: () => 0, _free() {} }))!;
    const error = (() => {
      try {
        return heap.withScratch(1024, () => undefined);
      } catch (caught) {
        return caught;
      }
    })();
    expect(BackendError.isInstance(error)).toBe(true);
    expect((error as BackendError).message).toMatch(/no 1024 bytes left.*make the batch smaller/);
  });
});
