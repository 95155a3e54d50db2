/** Calls of `@miniseg/backends` and its subpaths that work. */
import * as node from '@miniseg/backends/node';
import type { Entries, PackageEntries } from './walk-entries.js';

const report = () => ({
  chosen: 'cpu',
  candidates: [],
  checks: [],
  repairs: [],
  defects: [],
  software: false,
});

const entries: Entries = {
  checkAndRepair: { valid: () => [{ repair: false }], fine: { 0: 'undefined object' } },
  checkOps: { valid: () => [[], {}], fine: { 0: 'array', 1: 'undefined object' } },
  isRight: { valid: () => [{ error: 0 }], fine: { 0: 'undefined typo' } },
  currentEnvironment: { valid: () => [] },
  backendFacts: { valid: () => [] },
  wasmFeatures: { valid: () => [] },
  formatReport: { valid: () => [report()], fine: { 0: 'typo' } },
  selectBackend: {
    valid: () => [{ prefer: 'cpu', quiet: true, check: false }],
    fine: { 0: 'undefined object' },
  },
  useBackend: { valid: () => ['cpu', {}], fine: { 1: 'undefined object' } },
  coreCount: { valid: () => [] },
  registerSharedWasm: { valid: () => [] },
  findTfjsNode: { valid: () => ['@tensorflow/tfjs-node', []], fine: { 1: 'undefined array' } },
  // Works only where the package is installed.
  loadTfjsNode: {
    valid: () => ['@tensorflow/tfjs-node'],
    call: (name) => name !== '@tensorflow/tfjs-node' && node.loadTfjsNode(name),
  },
  // Works only where a graphics driver is installed.
  provideWebgpu: { valid: () => [], call: () => undefined },
  registerWebgpuTraining: { valid: () => [] },
  registerWebglTraining: { valid: () => [] },
  registerWasmTraining: { valid: () => [{}], fine: { 0: 'undefined object' } },
  useWasmThreads: { valid: () => [1], fine: { 0: 'undefined' } },
};

export const BACKENDS: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/backends.error')],
};
