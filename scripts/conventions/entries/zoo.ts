/** Calls of `@miniseg/zoo` that work. */

import * as backbones from '@miniseg/zoo/backbones';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as zoo from '../../../packages/zoo/src/index.js';
import type { Entries, Entry, PackageEntries } from './walk-entries.js';

let model: LayersModel | undefined;
const small = () => {
  model ??= zoo.network('espnet', { seed: 1 });
  return model;
};
const checkpoint = { format: 'safetensors', tensors: new Map(), metadata: { zoo: '{"name":"espnet"}' } };
const shape = () => [1, 64, 64, 3];
/** Building each for every call that works would take minutes; `espnet` stands for all of them. */
const builders = Object.fromEntries(
  Object.entries(zoo)
    .filter(([name]) => zoo.NETWORK_NAMES.some((known) => known.replaceAll('_', '') === name.toLowerCase()))
    .map(([name]): [string, Entry] => [
      name,
      { valid: () => [{ seed: 1 }], fine: { 0: 'undefined object' }, refusalsOnly: true },
    ]),
);

const net = () => new backbones.NetworkBuilder('espnet', { seed: 1 }, {});
/** A graph with a map to go on from, and the call. */
const adds = (
  use: (net: backbones.NetworkBuilder, map: SymbolicTensor) => readonly unknown[],
  fine?: Entry['fine'],
) => ({
  valid: () => {
    const graph = net();
    return [graph, ...use(graph, graph.image)];
  },
  fine,
  buildsLayers: true,
});
/** A method of the builder: its first argument is the name of the method, its second the map that `true` stands for. */
function method(name: string, rest: readonly unknown[], fine: Entry['fine'] = {}): Record<string, Entry> {
  return {
    [`NetworkBuilder.${name}`]: {
      valid: () => [true, ...rest],
      call: (map: unknown, ...others: unknown[]) => {
        const graph = net();
        const given = map === true ? graph.image : map;
        return (graph as unknown as Record<string, (...given: unknown[]) => unknown>)[name](given, ...others);
      },
      fine,
      buildsLayers: true,
    },
  };
}

const BACKBONES: Entries = {
  NetworkBuilder: {
    valid: () => ['espnet', { seed: 1 }, { least: 1 }],
    fine: { 0: 'text', 1: 'object', 2: 'undefined object' },
  },
  ...method('maxPool', [{ size: 2 }]),
  ...method('avgPool', [{ size: 3, strides: 1 }]),
  ...method('adaptiveAvgPool', [2], { 1: 'undefined null' }),
  ...method('globalPool', []),
  ...method('resize', [{ scale: 2 }]),
  ...method('shuffle', [3]),
  ...method('slice', [0, 1]),
  ...method('padChannels', [8]),
  ...method('dropout', [0.1, { channelwise: true }], { 2: 'undefined object' }),
  ...method('channelAttention', []),
  ...method('conv', [['conv', 'bn'], 8, { kernel: 3 }], { 1: 'text', 3: 'undefined object' }),
  ...method('convTwice', [['conv', 'bn'], 8, { kernel: 3 }], { 3: 'undefined object' }),
  ...method('depthwise', [['conv', 'bn'], { kernel: 3 }], { 1: 'text', 2: 'undefined object' }),
  ...method('transposed', ['up', 8, { kernel: 2, strides: 2 }], { 1: 'text' }),
  ...method('linear', ['fc', 8, { bias: true }], { 1: 'text', 3: 'undefined object' }),
  ...method('norm', ['bn', { activation: 'relu' }], { 1: 'text', 2: 'undefined object' }),
  ...method('activate', ['relu', { counted: 1 }], { 2: 'undefined object' }),
  ...method('prelu', ['slopes'], { 1: 'text' }),
  ...method('relu', [{ counted: 1 }], { 1: 'undefined object' }),
  ...method('sigmoid', []),
  ...method('encoding', [['encoding', 'bn'], 2]),
  ...method('unused', ['old', { weight: [1] }, false], { 1: 'text', 2: 'object typo', 3: 'undefined' }),
  sequence: { valid: () => ['Conv1.conv', 3], fine: { 0: 'text', 1: 'undefined' } },
  aspp: adds((_, x) => [
    x,
    {
      rates: [1, 2, 3],
      branches: ['a', 'b', 'c', 'd'].map((n) => [n, `${n}n`]),
      pooled: ['p', 'pn'],
      project: ['q', 'qn'],
    },
  ]),
  // A right call needs maps of several channels; the networks that are built of these are tests of it.
  attentionGate: { ...adds((_, x) => [x, x, 'gate', 4], { 3: 'text' }), refusalsOnly: true },
  densenet201: adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
  mobilenet: adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
  mobilenetv2: adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
  'backbones/mobilenetv3': adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
  pyramidDecoder: adds((_, x) => [[x, x]]),
  dilatedResnet: { ...adds((_, x) => [x, 50]), refusalsOnly: true },
  resnet: { ...adds((_, x) => [x, { depth: 18, prefix: 'net.' }]), refusalsOnly: true },
  shufflenet: { ...adds((_, x) => [x, 'backbone.'], { 2: 'text' }), refusalsOnly: true },
  shufflenetv2: adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
  uShape: { ...adds(() => [(skip: SymbolicTensor) => skip], { 1: 'undefined' }), refusalsOnly: true },
  vgg16: {
    ...adds((_, x) => [
      x,
      { names: (block: number, place: number) => `c${block}_${place}`, after: (map: SymbolicTensor) => map },
    ]),
    refusalsOnly: true,
  },
  xception: adds((_, x) => [x, 'backbone.'], { 2: 'text' }),
};

const entries: Entries = {
  ...builders,
  espnet: { valid: () => [{ seed: 1 }], fine: { 0: 'undefined object' } },
  network: { valid: () => ['espnet', { seed: 1 }], fine: { 1: 'undefined object' } },
  countMacs: { valid: () => [small(), shape()] },
  countParameters: { valid: () => [small()] },
  countToolFlops: { valid: () => [small(), shape()] },
  countTrainingBytes: { valid: () => [small(), shape()] },
  headWeights: { valid: () => [small()] },
  networkOf: { valid: () => [small()] },
  networkOfCheckpoint: { valid: () => [{ ...checkpoint }], fine: { 0: 'typo' } },
  networkFromCheckpoint: {
    valid: () => [{ ...checkpoint, tensors: new Map() }],
    call: (given) => {
      try {
        zoo.networkFromCheckpoint(given);
      } catch (error) {
        // The file that names a network and has none of its weights is read as far as can be.
        if (!zoo.ZooError.isInstance(error) || error.code !== 'state') throw error;
      }
    },
    fine: { 0: 'typo' },
  },
  exportSafetensors: { valid: () => [small(), {}], fine: { 1: 'undefined object' } },
  loadCheckpoint: {
    valid: () => [small(), { ...checkpoint }, { strict: false }],
    fine: { 1: 'typo' },
    call: (...given) => zoo.loadCheckpoint(...(given as unknown as Parameters<typeof zoo.loadCheckpoint>)),
  },
  loadStateDict: { valid: () => [small(), {}, { strict: false }], fine: { 1: 'object typo' } },
  stateDict: { valid: () => [small()] },
  register: { valid: () => [] },
  ...BACKBONES,
};

export const ZOO: PackageEntries = {
  entries,
  // Backbones are built of layers, which check what they are given themselves.
  brands: ['zoo', 'blocks', 'ops'].map((name) => Symbol.for(`@miniseg/${name}.error`)),
};
