import { describe, expect, it } from 'vitest';
import base64 from '../../kernels/src/generated/train.js';
import { decodeBase64 } from './decode-base64.js';
import { shareMemory, shareOwnMemory } from './share-memory.js';

describe('shareMemory', () => {
  it('makes a module that imports a shared memory and exports the same', () => {
    const plain = new WebAssembly.Module(decodeBase64(base64));
    const shared = new WebAssembly.Module(shareMemory(decodeBase64(base64)));
    expect(WebAssembly.Module.exports(shared)).toEqual(WebAssembly.Module.exports(plain));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    expect(() => new WebAssembly.Instance(shared, { env: { memory } })).not.toThrow();
    expect(() => new WebAssembly.Instance(plain, { env: { memory } })).toThrow(WebAssembly.LinkError);
  });

  it('refuses a module that imports something else', () => {
    // (import "m" "f" (func)): one type, one import of kind 0.
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const bytes = Uint8Array.of(...header, 1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, 0x6d, 1, 0x66, 0, 0);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(() => shareMemory(bytes)).toThrow(/one memory/);
    expect(() => shareMemory(Uint8Array.from(header))).toThrow(/one memory/);
  });
});

describe('shareOwnMemory', () => {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const name = [3, 0x6d, 0x65, 0x6d, 2, 0];

  it('makes the memory that a module has shared', () => {
    // (memory (export "mem") 1 2)
    const own = Uint8Array.of(...header, 5, 4, 1, 1, 1, 2, 7, 7, 1, ...name);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(shareOwnMemory(own)));
    // By its tag: pages that are not isolated from other origins do not have the name SharedArrayBuffer.
    const kind = ({ buffer }: WebAssembly.Memory) => Object.prototype.toString.call(buffer);
    expect(kind(exports.mem as WebAssembly.Memory)).toBe('[object SharedArrayBuffer]');
    const before = new WebAssembly.Instance(new WebAssembly.Module(own)).exports.mem as WebAssembly.Memory;
    expect(kind(before)).toBe('[object ArrayBuffer]');
  });

  it('refuses a memory without a maximum, and a module without one', () => {
    const endless = Uint8Array.of(...header, 5, 3, 1, 0, 1);
    expect(WebAssembly.validate(endless)).toBe(true);
    for (const bytes of [endless, Uint8Array.from(header)]) {
      expect(() => shareOwnMemory(bytes)).toThrow(/with a maximum/);
    }
  });
});
