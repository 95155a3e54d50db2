/** The additive attention gate of Oktay et al., arXiv:1804.03999, eq. (1)-(2), without resampling inside. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone, checkCount, checkMap } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';

/**
 * x a with a = sigmoid(BN(psi ReLU(BN(W_g g) + BN(W_x x)))), one number for each pixel.
 *
 * @param skip x, the features to be weighted.
 * @param signal g, the gating signal, of the same height and width.
 * @param filters Channels inside.
 */
export function attentionGate(
  net: NetworkBuilder,
  skip: SymbolicTensor,
  signal: SymbolicTensor,
  name: string,
  filters: number,
): SymbolicTensor {
  checkBackbone(net, skip, name);
  checkMap(signal, 'The signal');
  checkCount(filters, 'filters');
  const linear = { kernel: 1, bias: true, activation: 'none' } as const;
  const g = net.conv(signal, sequence(`${name}.W_g`), filters, linear);
  const x = net.conv(skip, sequence(`${name}.W_x`), filters, linear);
  const both = net.add([g, x], { activation: 'relu' });
  const weights = net.conv(both, sequence(`${name}.psi`), 1, { ...linear, activation: 'sigmoid' });
  return net.multiply(skip, weights);
}
