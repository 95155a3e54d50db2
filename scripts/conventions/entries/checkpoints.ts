/** Calls of `@miniseg/checkpoints` that work. */

import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as checkpoints from '@miniseg/checkpoints';
import * as node from '@miniseg/checkpoints/node';
import { temporaryFolder } from './temporary-folder.js';
import type { PackageEntries } from './walk-entries.js';

const tensor = () => ({ ...checkpoints.fromFloat32(Float32Array.of(1, 2), [2]) });
const tensors = () => new Map([['w', tensor()]]);
const file = () => checkpoints.writeSafetensors(tensors());
const folder = () => {
  const made = temporaryFolder();
  writeFileSync(path.join(made, 'weights.bin'), file());
  return made;
};

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
  entries: {
    compressTensors: { valid: () => [tensors(), 'int8'] },
    expandTensors: { valid: () => [tensors()] },
    crc32: { valid: () => [file(), 0], fine: { 1: 'undefined' } },
    // Asks whether something is a file in memory.
    fileBytes: { valid: () => [file()], fine: { 0: 'undefined null text number object array' } },
    fromFloat32: { valid: () => [Float32Array.of(1, 2), [2]] },
    toFloat32: { valid: () => [tensor()], fine: { 0: 'typo' } },
    // What is printed may be anything.
    printable: { valid: () => ['a'], fine: { 0: 'undefined null text number object array' } },
    printableJson: { valid: () => ['{}'], fine: { 0: 'text' } },
    // Asks whether something is a name that may be followed.
    siblingNameFault: {
      valid: () => ['weights.bin', { below: true }],
      fine: { 0: 'undefined null text number object array', 1: 'undefined object' },
    },
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
    writeSafetensors: { valid: () => [tensors(), { epoch: '80' }], fine: { 1: 'undefined object array' } },
    listFolder: {
      valid: () => [folder(), { recursive: true }],
      call: (name: string, options: object) => node.listFolder(name === 'junk' ? folder() : name, options),
      fine: { 0: 'text', 1: 'undefined object' },
    },
    readPlainFile: {
      valid: () => [path.join(folder(), 'weights.bin'), { maxBytes: 1e6, first: 8 }],
      call: (name: string, options: object) =>
        node.readPlainFile(name === 'junk' ? path.join(folder(), 'weights.bin') : name, options),
      fine: { 0: 'text', 1: 'undefined object' },
    },
    isRunning: {
      valid: () => [{ pid: process.pid, started: '1', since: new Date().toISOString() }],
    },
    processStart: { valid: () => [process.pid] },
    siblingFile: { valid: () => [folder(), 'weights.bin', { below: true, local: false, named: 'The list' }] },
    // A folder that is not there holds nothing to clear.
    clearLeftovers: { valid: () => [folder()], fine: { 0: 'text' } },
    temporaryName: { valid: () => [] },
    writeFileAtomic: {
      valid: () => [path.join(temporaryFolder(), 'written'), file()],
      call: (file: string, data: Uint8Array) =>
        node.writeFileAtomic(file === 'junk' ? path.join(os.tmpdir(), 'miniseg-junk') : file, data),
      fine: { 0: 'text', 1: 'text' },
    },
    writeFilesAtomic: {
      valid: () => [[[path.join(temporaryFolder(), 'written'), file()]]],
      fine: { 0: 'array' },
    },
  },
  brands: [Symbol.for('@miniseg/checkpoints.error')],
};
