/** Both presets, every ablation, and odd shapes of them. */
import type { MiniSegOptions } from '../src/index.js';

export const NETWORKS: [string, MiniSegOptions][] = [
  ['the paper preset', { preset: 'paper' }],
  ['the paper with a depthwise first downsampler', { firstDownsampler: 'depthwise' }],
  ['a single branch', { module: 'single-branch' }],
  ['several branches without hierarchy', { module: 'multi-branch' }],
  ['one path', { twoPath: false }],
  ['ReLU', { activation: 'relu' }],
  ['no decoder', { decoder: false }],
  ['no deep supervision', { deepSupervision: false }],
  ['AHSP in the first stage', { firstStage: 'ahsp' }],
  ['3x3 downsamplers', { downsamplerKernel: 3 }],
  ['AHSP as fusion', { fusion: 'ahsp' }],
  ['the aaai preset', { preset: 'aaai' }],
  ['the aaai preset, one path', { preset: 'aaai', twoPath: false }],
  ['the aaai preset without decoder', { preset: 'aaai', decoder: false, deepSupervision: false }],
  ['the aaai preset, AHSP in stage 1 and as fusion', { preset: 'aaai', firstStage: 'ahsp', fusion: 'ahsp' }],
  ['six classes of a grey image', { preset: 'aaai', classes: 6, inputChannels: 1 }],
  ['two branches, two stages', { preset: 'paper', filters: [6, 10], blocks: [2, 3], branches: 2 }],
  ['stages without blocks', { preset: 'aaai', filters: [3, 6, 9], blocks: [0, 1, 0], branches: 3 }],
];
