/** The networks by the work that they are, so that slow backends meet the light ones only. */
import type { NetworkName } from '../src/index.js';

/** The twelve lightest rivals, four of them in two forms. At most 13 G multiply-accumulates at 512x512. */
export const LIGHT: readonly NetworkName[] = [
  'bisenet',
  'cgnet',
  'edanet',
  'enet',
  'espnet',
  'espnetv2',
  'lednet',
  'mobilenet_decoder',
  'mobilenet_encoder',
  'mobilenetv2_decoder',
  'mobilenetv2_encoder',
  'mobilenetv3',
  'shufflenet_decoder',
  'shufflenet_encoder',
  'shufflenetv2_decoder',
  'shufflenetv2_encoder',
];

/** 40 to 550 G. */
export const HEAVY: readonly NetworkName[] = [
  'attunet',
  'danet',
  'deeplabv3',
  'deeplabv3plus',
  'denseaspp',
  'dfn',
  'encnet',
  'fcn8s',
  'frrn',
  'ocnet',
  'pspnet',
  'segnet',
  'unet',
  'unetpp',
];

/** What takes minutes runs where this is set. */
export const SLOW = typeof process !== 'undefined' && process.env?.MINISEG_SLOW === '1';
