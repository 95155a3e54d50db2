import { Golden, readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { describe, expect, it } from 'vitest';
import { fromHex, loadExpected, loadFixture } from './fixtures/load-fixture.js';
import { CheckpointError, readCheckpoint, readSafetensors, toFloat32 } from './index.js';

const expected = await loadExpected();

describe('readCheckpoint', () => {
  describe.each(Object.entries(expected))('of %s', (file, want) => {
    it('gives the names, types, shapes and bytes that PyTorch reads', async () => {
      const { tensors } = readCheckpoint(await loadFixture(file));
      expect([...tensors.keys()].sort()).toEqual(Object.keys(want.tensors).sort());
      for (const [name, { dtype, shape, bytes }] of Object.entries(want.tensors)) {
        const tensor = tensors.get(name);
        expect(tensor, name).toMatchObject({ dtype, shape });
        expect(Array.from(tensor!.bytes), name).toEqual(Array.from(fromHex(bytes)));
      }
    });

    it('converts every tensor to the float32 values that PyTorch converts to', async () => {
      const { tensors } = readCheckpoint(await loadFixture(file));
      for (const [name, { float32 }] of Object.entries(want.tensors)) {
        const values = new Float32Array(fromHex(float32).buffer);
        expect(toFloat32(tensors.get(name)!), name).toEqual(values);
      }
    });

    it('says what it found where', async () => {
      const { format, path, strippedPrefix, ignored, metadata } = readCheckpoint(await loadFixture(file));
      expect(format).toBe(want.format);
      expect(path).toEqual(want.path ?? []);
      expect(strippedPrefix).toBe(want.strippedPrefix ?? '');
      expect([...ignored].sort()).toEqual([...(want.ignored ?? [])].sort());
      expect({ ...metadata }).toEqual(want.metadata ?? {});
    });
  });

  it.each([
    ['module.refused.pt', 'forbidden-global', /torch\.nn\.modules\.container\.Sequential.*state_dict/s],
    ['numpy-scalar.refused.pt', 'forbidden-global', /numpy.*multiarray\.scalar/],
    ['complex.refused.pt', 'unsupported-dtype', /ComplexFloatStorage/],
    ['torchscript.refused.pt', 'unsupported-format', /TorchScript/],
  ])('refuses %s as %s', async (file, code, message) => {
    const bytes = await loadFixture(file);
    expect(() => readCheckpoint(bytes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('keeps the prefix of a wrapper when asked to', async () => {
    const { tensors, strippedPrefix } = readCheckpoint(await loadFixture('training.zip.pt'), {
      stripPrefix: false,
    });
    expect(strippedPrefix).toBe('');
    expect([...tensors.keys()].every((name) => name.startsWith('module.'))).toBe(true);
  });

  it.each([
    ['nothing', [], /empty/],
    ['HDF5', [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0], /HDF5/],
    ['gzip', [0x1f, 0x8b, 8], /gzip/],
    ['JSON', Array.from('{"modelTopology":', (c) => c.charCodeAt(0)), /JSON/],
    [
      'a Git LFS pointer',
      Array.from('version https://git-lfs.github.com', (c) => c.charCodeAt(0)),
      /git lfs pull/,
    ],
    ['a web page', Array.from('<!doctype html>', (c) => c.charCodeAt(0)), /HTML/],
    ['a plain pickle', [0x80, 4, 0x4e, 0x2e], /pickle that torch.save did not write/],
    ['a tar archive', [...new Array(257).fill(1), 0x75, 0x73, 0x74, 0x61, 0x72], /tar archive/],
    ['noise', [1, 2, 3, 4, 5, 6, 7, 8, 9], /no checkpoint/],
  ])('names what it was given instead of a checkpoint: %s', (_what, bytes, message) => {
    expect(() => readCheckpoint(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'unknown-format', message: expect.stringMatching(message) }),
    );
  });

  it('reads a file that lies somewhere inside a larger buffer', async () => {
    const file = await loadFixture('dtypes.safetensors');
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(readCheckpoint(larger.subarray(3)).tensors).toEqual(readCheckpoint(file).tensors);
  });

  it.skipIf(!sharedAvailable)(
    `reads the published legacy checkpoint to the golden weights, bit for bit (${SHARED_HINT})`,
    async () => {
      const checkpoint = readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth'));
      expect(checkpoint.format).toBe('torch-legacy');
      expect(checkpoint.ignored).toEqual([]);
      const golden = readSafetensors(await readShared('golden/miniseg83k_weights.safetensors'));
      expect([...checkpoint.tensors.keys()].sort()).toEqual([...golden.tensors.keys()].sort());
      expect(checkpoint.tensors.size).toBe(467);
      for (const [name, { dtype, shape, bytes }] of golden.tensors) {
        const tensor = checkpoint.tensors.get(name)!;
        expect(tensor.dtype, name).toBe(dtype);
        // The golden file has scalars (num_batches_tracked) as vectors of one element.
        expect(tensor.shape.length ? tensor.shape : [1], name).toEqual(shape);
        expect(
          tensor.bytes.every((byte, i) => byte === bytes[i]) && tensor.bytes.length === bytes.length,
          name,
        ).toBe(true);
      }
    },
  );

  it.skipIf(!sharedAvailable)(
    `agrees with the test kit's own safetensors reader (${SHARED_HINT})`,
    async () => {
      const golden = await Golden.load('weighted_ce');
      const { tensors } = readCheckpoint(await readShared('golden/weighted_ce.safetensors'));
      expect([...tensors.keys()].sort()).toEqual(golden.keys().sort());
      for (const [name, tensor] of tensors) expect(toFloat32(tensor), name).toEqual(golden.get(name).data);
    },
  );
});

describe('CheckpointError', () => {
  it('is recognized by its brand, also when it comes from another copy of the package', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('@miniseg/checkpoints.error'), {
      value: true,
    });
    expect(CheckpointError.isInstance(foreign)).toBe(true);
    expect(CheckpointError.isInstance(new CheckpointError('truncated', 'x'))).toBe(true);
    expect(CheckpointError.isInstance(new Error('x'))).toBe(false);
    expect(CheckpointError.isInstance(null)).toBe(false);
  });
});
