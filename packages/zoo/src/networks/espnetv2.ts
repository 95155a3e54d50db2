/**
 * ESPNetv2. Mehta, Rastegari, Shapiro, Hajishirzi: ESPNetv2: A Light-weight, Power Efficient, and General Purpose
 * Convolutional Neural Network, CVPR 2019, s = 1. Sides are multiples of 16. Table III's figures count three PReLUs that
 * are never run.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

const BRANCHES = 4;
/** Dilations of the branches, by the limit of their receptive field. */
const DILATIONS: Record<number, readonly number[]> = {
  13: [1, 2, 3, 4],
  11: [1, 2, 3, 4],
  9: [1, 2, 3, 4],
  7: [1, 1, 2, 3],
};

/** 335,850 parameters with 2 classes. Two outputs: the logits, and those of level 3, which the authors' loss leaves out. */
export function espnetv2(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('espnetv2', options, { multiple: 16, activation: 'prelu' });
  const unit = (name: string) => [`${name}.conv`, `${name}.bn`, `${name}.act`] as const;
  // Called as a function in the original, unlike the one beside a down step.
  const sample = (x: SymbolicTensor) => net.avgPool(x, { size: 3, strides: 2, counted: 0 });
  const enlarge = (x: SymbolicTensor) => net.resize(x, { scale: 2, alignCorners: true });

  /** Extremely efficient spatial pyramid, fig. 1 (c), up to its last normalization. */
  const pyramid = (x: SymbolicTensor, name: string, filters: number, limit: number, strides = 1) => {
    const width = filters / BRANCHES;
    const reduced = net.conv(x, unit(`${name}.proj_1x1`), width, { kernel: 1, groups: BRANCHES });
    const branches = DILATIONS[limit].map((dilation, k) =>
      net.depthwise(reduced, `${name}.spp_dw.${k}.conv`, { strides, dilation }),
    );
    const sums = branches
      .slice(1)
      .reduce((list, y) => [...list, net.add([y, list[list.length - 1]])], [branches[0]]);
    const joined = net.norm(net.concat(sums), [`${name}.br_after_cat.bn`, `${name}.br_after_cat.act`], {
      activation: 'prelu',
    });
    const expand = `${name}.conv_1x1_exp`;
    return net.conv(joined, [`${expand}.conv`, `${expand}.bn`], filters, {
      kernel: 1,
      groups: BRANCHES,
      activation: 'none',
    });
  };
  const eesp = (x: SymbolicTensor, name: string, filters: number, limit: number) => {
    const y = pyramid(x, name, filters, limit);
    return net.prelu(filters === x.shape[3] ? net.add([y, x]) : y, `${name}.module_act`);
  };

  /** Strided EESP with the input pooled beside it, and the image itself, fig. 2. */
  const down = (x: SymbolicTensor, name: string, filters: number, limit: number, reduced: SymbolicTensor) => {
    const pooled = net.avgPool(x, { size: 3, strides: 2 });
    const missing = filters - (x.shape[3] as number);
    const y = pyramid(x, `${name}.eesp`, missing, limit, 2);
    const image = net.conv(reduced, unit(`${name}.inp_reinf.0`), net.inputChannels);
    const shortcut = net.conv(image, [`${name}.inp_reinf.1.conv`, `${name}.inp_reinf.1.bn`], filters, {
      kernel: 1,
      activation: 'none',
    });
    const slopes = net.unused(net.concat([pooled, y]), `${name}.eesp.module_act`, { weight: [missing] });
    return net.prelu(net.add([slopes, shortcut]), `${name}.act`);
  };

  const reduced = (times: number) => {
    let x = net.image;
    for (let i = 0; i < times; i++) x = sample(x);
    return x;
  };
  const trunk = () => {
    const level1 = net.conv(net.image, unit('net.level1'), 32, { strides: 2 });
    const level2 = down(level1, 'net.level2_0', 64, 13, reduced(2));
    let level3 = down(level2, 'net.level3_0', 128, 11, reduced(3));
    for (let i = 0; i < 3; i++) level3 = eesp(level3, `net.level3.${i}`, 128, 9);
    let level4 = down(level3, 'net.level4_0', 256, 9, reduced(4));
    for (let i = 0; i < 7; i++) level4 = eesp(level4, `net.level4.${i}`, 256, 7);
    return [level1, level2, level3, level4];
  };

  /** Means over growing windows, each through a depthwise 3x3 and back to size. */
  const pyramidPooling = (x: SymbolicTensor, name: string) => {
    let pooled = x;
    const levels = [0, 1, 2, 3].map((i) => {
      pooled = sample(pooled);
      return net.resize(net.depthwise(pooled, `${name}.stages.${i}.conv`), { like: x, alignCorners: true });
    });
    return net.conv(net.concat([x, ...levels]), unit(`${name}.project`), 128, { kernel: 1 });
  };

  const [level1, level2, level3, level4] = net.starting('kaimingFanOut', trunk);
  const linear = (x: SymbolicTensor, name: string) => net.conv(x, `${name}.conv`, net.classes, { kernel: 1 });
  const drop = (x: SymbolicTensor) => net.dropout(x, 0.2, { channelwise: true });
  const top = enlarge(net.conv(level4, unit('proj_L4_C'), 128, { kernel: 1 }));
  const pooled = pyramidPooling(eesp(net.concat([level3, top]), 'pspMod.0', 128, 7), 'pspMod.1');
  const logits3 = linear(drop(pooled), 'project_l3.1');
  const normalized3 = net.norm(logits3, ['act_l3.bn', 'act_l3.act'], { activation: 'prelu' });
  const joined2 = net.concat([level2, enlarge(normalized3)]);
  const logits2 = net.conv(joined2, unit('project_l2'), net.classes, { kernel: 1 });
  const logits1 = linear(drop(net.concat([level1, enlarge(logits2)])), 'project_l1.1');
  return net.finish([enlarge(logits1), enlarge(enlarge(enlarge(logits3)))]);
}
