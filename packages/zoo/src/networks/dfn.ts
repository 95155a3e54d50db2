/**
 * DFN. Yu, Wang, Peng, Gao, Yu, Sang: Learning a Discriminative Feature Network for Semantic Segmentation, CVPR 2018, on
 * a ResNet-101. Its refinement blocks are as wide as there are classes. Sides are multiples of 32.
 *
 * Table III's figures count the backbone twice in the FLOPs, and an ImageNet classifier that is never run in the
 * parameters.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { resnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 44,569,940 parameters with 2 classes. Two outputs: the smooth network's logits, which are the prediction, and the border network's. */
export function dfn(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('dfn', options, { multiple: 32 });
  const { classes } = net;
  const prefix = 'resnet_features.';
  const image = net.unused(net.image, `${prefix}fc`, { weight: [1000, 2048], bias: [1000] });
  // The original registers the backbone's layers a second time.
  net.alias('layer', null);
  const stages = net.countedTwice(() =>
    net.starting('kaimingFanOut', () => resnet(net, image, { depth: 101, prefix })),
  );
  const linear = (x: SymbolicTensor, name: string, kernel = 1) =>
    net.conv(x, name, classes, { kernel, bias: true });

  /** Refinement residual block, fig. 3 (b). */
  const rrb = (x: SymbolicTensor, name: string) => {
    const narrow = linear(x, `${name}.conv1`);
    const inner = net.conv(narrow, [`${name}.conv2`, `${name}.bn`], classes, { bias: true });
    return net.add([narrow, linear(inner, `${name}.conv3`, 3)], { activation: 'relu' });
  };

  /** Channel attention block, fig. 3 (c): w low + high, with the weights w from the means of both. */
  const cab = (high: SymbolicTensor, low: SymbolicTensor, name: string) => {
    const hidden = linear(net.globalPool(net.concat([high, low])), `${name}.conv1`);
    const weights = net.sigmoid(linear(net.relu(hidden), `${name}.conv2`));
    return net.add([net.multiply(low, weights), high]);
  };

  const borderNetwork = () => {
    let x = rrb(stages[0], 'rrb_db_1');
    for (let stage = 2; stage <= 4; stage++) {
      const scale = 2 ** (stage - 1);
      const finer = net.resize(rrb(stages[stage - 1], `rrb_db_${stage}`), { scale });
      x = rrb(net.add([x, finer]), `rrb_trans_${stage - 1}`);
    }
    return x;
  };

  const smoothNetwork = () => {
    const mean = net.globalPool(linear(stages[3], 'out_conv'));
    let x = net.resize(mean, { like: stages[3], method: 'nearest' });
    for (let stage = 4; stage >= 1; stage--) {
      const low = rrb(stages[stage - 1], `rrb_d_${stage}`);
      const high = stage === 4 ? x : net.resize(x, { scale: 2 });
      x = rrb(cab(high, low, `cab${stage}`), `rrb_u_${5 - stage}`);
    }
    return x;
  };

  const border = net.resize(borderNetwork(), { scale: 4 });
  return net.finish([net.resize(smoothNetwork(), { scale: 4 }), border], [1, 0.4]);
}
