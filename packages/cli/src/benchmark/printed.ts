/**
 * The figures that the paper prints, in percent but for HD in pixels: tables I to III of https://arxiv.org/abs/2004.09750v1,
 * on its own split of 60 to 40, with the frames a second on a TITAN RTX.
 */
import type { MiniSegOptions } from '@miniseg/model';

/** mIoU, SEN, SPC, DSC, HD. */
export type Printed = readonly [number, number, number, number, number];

export interface Ablation {
  name: string;
  title: string;
  network: Partial<Omit<MiniSegOptions, 'preset' | 'inputChannels' | 'seed'>>;
  printed: Printed;
  /** From an encoder that saw ImageNet. */
  pretrained?: true;
}

export const TABLE_1: readonly Ablation[] = [
  {
    name: 'single-branch',
    title: 'Single branch',
    network: { module: 'single-branch', twoPath: false },
    printed: [78.1, 84.22, 95.85, 71.5, 90.97],
  },
  {
    name: 'multi-branch',
    title: 'Multiple branches',
    network: { module: 'multi-branch', twoPath: false },
    printed: [78.79, 84.14, 96.17, 72.38, 71.43],
  },
  {
    name: 'ahsp',
    title: 'Attentive hierarchy',
    network: { twoPath: false },
    printed: [80.3, 84.66, 96.8, 74.43, 73.68],
  },
  {
    name: 'two-path',
    title: 'Two-path encoder (MiniSeg)',
    network: {},
    printed: [81.27, 85.18, 96.96, 75.63, 72.18],
  },
  {
    name: 'pretrained',
    title: 'ImageNet pretraining',
    pretrained: true,
    network: {},
    printed: [82.12, 83.62, 97.42, 77.28, 68.07],
  },
];

export const TABLE_2: readonly Ablation[] = [
  {
    name: 'relu',
    title: 'ReLU for PReLU',
    network: { activation: 'relu' },
    printed: [80.77, 83.28, 97.06, 75.49, 75.03],
  },
  {
    name: 'no-decoder',
    title: 'No decoder',
    network: { decoder: false },
    printed: [80.34, 84.37, 96.77, 74.7, 70.52],
  },
  {
    name: 'no-deep-supervision',
    title: 'No deep supervision',
    network: { deepSupervision: false },
    printed: [80.19, 81.94, 97.09, 74.15, 72.19],
  },
  {
    name: 'ahsp-first-stage',
    title: 'AHSP in the first stage',
    network: { firstStage: 'ahsp' },
    printed: [80.61, 83.15, 97.02, 74.95, 66.0],
  },
  {
    name: 'depthwise-3x3',
    title: '3x3 depthwise in DB',
    network: { downsamplerKernel: 3 },
    printed: [80.75, 83.94, 97.02, 75.48, 70.75],
  },
  {
    name: 'ahsp-fusion',
    title: 'AHSP for FFM',
    network: { fusion: 'ahsp' },
    printed: [80.74, 85.36, 96.77, 75.01, 71.9],
  },
  { name: 'default', title: 'MiniSeg', network: {}, printed: [81.27, 85.18, 96.96, 75.63, 72.18] },
];

/** By the name of the network without `_encoder`: the five figures, then frames a second. */
export const TABLE_3: Record<string, readonly [...Printed, fps: number]> = {
  unet: [78.34, 85.29, 95.86, 71.67, 87.18, 19.8],
  fcn8s: [80.81, 80.34, 97.14, 74.81, 77.71, 4.5],
  frrn: [78.43, 76.52, 97.06, 71.48, 70.02, 15.8],
  segnet: [77.46, 85.23, 95.47, 70.52, 92.64, 3.0],
  pspnet: [80.08, 78.54, 97.27, 73.28, 81.11, 17.1],
  deeplabv3: [81.02, 82.11, 97.05, 75.52, 72.53, 25.3],
  deeplabv3plus: [78.38, 82.33, 96.44, 72.11, 83.38, 3.4],
  unetpp: [58.29, 23.36, 91.29, 31.08, 154.21, 9.5],
  attunet: [76.62, 83.27, 95.39, 70.19, 91.5, 18.66],
  bisenet: [77.46, 85.27, 95.49, 70.67, 87.24, 172.4],
  denseaspp: [80.0, 77.78, 97.25, 72.93, 77.02, 19.3],
  dfn: [79.7, 84.91, 96.3, 73.99, 84.97, 56.2],
  encnet: [80.11, 76.71, 97.38, 72.46, 71.7, 18.1],
  ocnet: [80.47, 79.16, 97.22, 73.73, 68.7, 19.3],
  danet: [80.46, 80.34, 97.09, 74.18, 68.49, 16.4],
  mobilenet: [80.41, 81.91, 96.93, 74.63, 76.0, 416.7],
  mobilenetv2: [79.5, 84.74, 96.35, 73.7, 75.72, 137.0],
  mobilenetv3: [78.49, 82.82, 96.4, 72.24, 87.31, 142.9],
  shufflenet: [81.39, 82.87, 97.25, 76.65, 76.94, 116.3],
  shufflenetv2: [79.68, 82.55, 96.61, 73.43, 81.51, 142.9],
  enet: [80.84, 82.48, 97.16, 75.26, 77.51, 71.4],
  cgnet: [79.71, 81.47, 96.96, 73.48, 71.23, 73.0],
  edanet: [79.23, 82.29, 96.59, 72.77, 72.94, 147.1],
  lednet: [79.53, 81.1, 96.99, 73.55, 71.22, 94.3],
  espnet: [77.22, 85.92, 95.44, 70.64, 68.07, 125.0],
  espnetv2: [79.05, 81.03, 96.72, 72.56, 77.6, 73.0],
};

/** MiniSeg's own rows of table III, from scratch and from ImageNet. */
export const MINISEG = {
  scratch: [81.27, 85.18, 96.96, 75.63, 72.18],
  pretrained: [82.12, 83.62, 97.42, 77.28, 68.07],
  parameters: '472.44K',
  flops: '2.27G',
  fps: 232.6,
} as const;
