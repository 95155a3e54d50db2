/** The U of Ronneberger et al., MICCAI 2015, with padded convolutions, batch normalization and nearest enlargement. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBuilder } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';
import { check } from '../check-options.js';

const WIDTHS = [64, 128, 256, 512, 1024];

/** What becomes of a skip connection before it is joined: (skip, upsampled map, number of the level from 1). */
export type SkipGate = (skip: SymbolicTensor, upsampled: SymbolicTensor, level: number) => SymbolicTensor;

/**
 * Five levels down, four up. A level is twice (3x3, BN, ReLU); 2x2 max pooling leads down; up leads nearest
 * enlargement by 2 and a 3x3 to half the channels, to which the skip of the same level is joined in front.
 *
 * @returns 64 channels at full resolution.
 */
export function uShape(net: NetworkBuilder, gate: SkipGate = (skip) => skip): SymbolicTensor {
  checkBuilder(net);
  check(typeof gate === 'function', 'gate', gate, 'it is a function of a skip, a map and a level');
  const level = (x: SymbolicTensor, name: string, filters: number) => {
    const once = net.conv(x, sequence(`${name}.conv`), filters, { bias: true });
    return net.conv(once, sequence(`${name}.conv`, 3), filters, { bias: true });
  };
  const skips: SymbolicTensor[] = [];
  let x = net.image;
  for (const [i, filters] of WIDTHS.entries()) {
    x = level(i === 0 ? x : net.maxPool(x, { size: 2 }), `Conv${i + 1}`, filters);
    skips.push(x);
  }
  for (let i = WIDTHS.length - 1; i >= 1; i--) {
    const filters = WIDTHS[i - 1];
    const enlarged = net.resize(x, { scale: 2, method: 'nearest' });
    const up = net.conv(enlarged, sequence(`Up${i + 1}.up`, 1), filters, { bias: true });
    x = level(net.concat([gate(skips[i - 1], up, i + 1), up]), `Up_conv${i + 1}`, filters);
  }
  return x;
}
