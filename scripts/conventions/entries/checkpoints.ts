/** Calls of `@miniseg/checkpoints` that work. */
import * as checkpoints from '@miniseg/checkpoints';
import type { PackageEntries } from './walk-entries.js';

const tensor = () => ({ ...checkpoints.fromFloat32(Float32Array.of(1, 2), [2]) });
const tensors = () => new Map([['w', tensor()]]);
const file = () => checkpoints.writeSafetensors(tensors());

/** The least that torch.save of PyTorch 1.5 and older writes: five pickles, with a dict of one empty tensor. */
function torchFile(): Uint8Array {
  const short = (text: string) => `X${String.fromCharCode(text.length, 0, 0, 0)}${text}`;
  const storage = `(${short('storage')}ctorch\nFloatStorage\n${short('0')}${short('cpu')}K\x00NtQ`;
  const rebuilt = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K\x00K\x00\x85K\x01\x85\x89}tR`;
  const pickles = [
    '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.',
    '\x80\x02M\xe9\x03.',
    '\x80\x02}.',
    `\x80\x02}${short('w')}${rebuilt}s.`,
    `\x80\x02]${short('0')}a.`,
    '\0'.repeat(8),
  ];
  return Uint8Array.from(pickles.join(''), (character) => character.charCodeAt(0));
}

export const CHECKPOINTS: PackageEntries = {
  exports: { ...checkpoints },
  entries: {
    compressTensors: { valid: () => [tensors(), 'int8'] },
    expandTensors: { valid: () => [tensors()] },
    crc32: { valid: () => [file(), 0], fine: { 1: 'undefined' } },
    // Asks whether something is a file in memory.
    fileBytes: { valid: () => [file()], fine: { 0: 'undefined text number object' } },
    fromFloat32: { valid: () => [Float32Array.of(1, 2), [2]] },
    toFloat32: { valid: () => [tensor()], fine: { 0: 'typo' } },
    readCheckpoint: { valid: () => [file(), {}], fine: { 1: 'undefined object' } },
    'readCheckpoint.buffer': {
      valid: () => [file().buffer],
      call: (given) => checkpoints.readCheckpoint(given),
    },
    'readCheckpoint.blob': {
      valid: () => [new Blob([file() as Uint8Array<ArrayBuffer>])],
      call: (given) => checkpoints.readCheckpoint(given),
    },
    readSafetensors: { valid: () => [file()] },
    readTorch: { valid: () => [torchFile(), {}], fine: { 1: 'undefined object' } },
    writeSafetensors: { valid: () => [tensors(), { epoch: '80' }], fine: { 1: 'undefined object' } },
  },
  brands: [Symbol.for('@miniseg/checkpoints.error')],
};
