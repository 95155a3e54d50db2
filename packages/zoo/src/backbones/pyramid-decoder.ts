/**
 * MiniSeg's decoder (section III-B.3 of its paper) on the maps of a classification network, which is how the paper
 * makes segmentation networks of them. One head, no deep supervision.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBuilder, checkMaps } from '../builder/check-values.js';
import type { NetworkBuilder } from '../builder/index.js';

/**
 * From the coarsest map up: enlarge to the next finer map, feature fusion module, plus that map's projection, PReLU;
 * then dropout and 1x1 to the classes, enlarged to the image.
 *
 * @param maps The finest first.
 */
export function pyramidDecoder(net: NetworkBuilder, maps: readonly SymbolicTensor[]): SymbolicTensor {
  checkBuilder(net);
  checkMaps(maps);
  let x = maps[maps.length - 1];
  for (let level = maps.length - 1; level >= 1; level--) {
    const lateral = maps[level - 1];
    const filters = lateral.shape[3] as number;
    const enlarged = net.resize(x, { like: lateral });
    const fused = featureFusion(net, enlarged, `up${level}_conv${level + 1}`, filters);
    const projected = net.conv(lateral, [`up${level}_conv${level}`, `up${level}_bn${level}`], filters, {
      kernel: 1,
      bias: true,
      activation: 'none',
    });
    x = net.prelu(net.add([fused, projected]), `up${level}_act`);
  }
  const dropped = net.dropout(x, 0.1, { channelwise: true });
  const logits = net.conv(dropped, 'pred1.1', net.classes, { kernel: 1, bias: true });
  return net.resize(logits, { like: net.image });
}

/** Eq. (15): 1x1, then two depthwise 3x3 with dilations 1 and 2, their sum normalized. */
function featureFusion(
  net: NetworkBuilder,
  x: SymbolicTensor,
  name: string,
  filters: number,
): SymbolicTensor {
  const mixed = net.conv(x, `${name}.conv0`, filters, { kernel: 1 });
  const near = net.depthwise(mixed, `${name}.conv1`);
  const far = net.depthwise(mixed, `${name}.conv2`, { dilation: 2 });
  return net.norm(net.add([near, far]), `${name}.bn`);
}
