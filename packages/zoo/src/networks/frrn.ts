/**
 * FRRN. Pohlen, Hermans, Mathias, Leibe: Full-Resolution Residual Networks for Semantic Segmentation in Street Scenes,
 * CVPR 2017, variant A. Two streams: y is pooled and enlarged, z keeps the full resolution; full-resolution residual
 * units (FRRU) exchange between them. Sides are multiples of 16.
 *
 * The published training runs some units twice a step (gradient checkpointing), which moves their running values
 * twice; this network moves them once.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** Name, channels, number of FRRUs and the factor between the two streams, in order. */
const GROUPS = [
  ['frrnlayer1', 96, 3, 2],
  ['frrnlayer2', 192, 4, 4],
  ['frrnlayer3', 384, 2, 8],
  ['frrnlayer4', 384, 2, 16],
  ['defrrnlayer1', 192, 2, 8],
  ['defrrnlayer2', 192, 2, 4],
  ['defrrnlayer3', 96, 2, 2],
] as const;

/** 17,711,474 parameters with 2 classes. */
export function frrn(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('frrn', options, { multiple: 16 });
  const pool = (x: SymbolicTensor, strides: number) => net.maxPool(x, { size: 3, strides });
  const enlarge = (x: SymbolicTensor, scale: number) => net.resize(x, { scale, alignCorners: true });

  const residualUnits = (x: SymbolicTensor, name: string) =>
    [0, 1, 2].reduce((input, i) => {
      const unit = `${name}.${i}`;
      const once = net.conv(input, [`${unit}.conv1`, `${unit}.bn1`], 48);
      const twice = net.conv(once, [`${unit}.conv2`, `${unit}.bn2`], 48, { activation: 'none' });
      return net.add([twice, input], { activation: 'relu' });
    }, x);

  /** Fig. 3 (b): y' = G([y, pooled z]); z' = z + the enlarged projection of y'. */
  const frru = (y: SymbolicTensor, z: SymbolicTensor, name: string, filters: number, factor: number) => {
    const joined = net.concat([y, pool(z, factor)]);
    const once = net.conv(joined, [`${name}.conv1`, `${name}.bn1`], filters);
    const next = net.conv(once, [`${name}.conv2`, `${name}.bn2`], filters);
    const residual = net.conv(next, `${name}.convz`, 32, { kernel: 1, bias: true });
    return [next, net.add([z, enlarge(residual, factor)])];
  };

  let y = residualUnits(
    net.conv(net.image, ['first.conv', 'first.bn'], 48, { kernel: 5, bias: true }),
    'reslayers_in',
  );
  let z = net.conv(y, 'divide', 32, { kernel: 1, bias: true });
  for (const [name, filters, units, factor] of GROUPS) {
    y = name.startsWith('de') ? enlarge(y, 2) : pool(y, 2);
    for (let unit = 0; unit < units; unit++) {
      [y, z] = frru(y, z, unit === 0 ? `${name}.frr1` : `${name}.nexts.${unit - 1}`, filters, factor);
    }
  }
  const joined = net.conv(net.concat([enlarge(y, 2), z]), 'compress', 48, { kernel: 1, bias: true });
  const x = residualUnits(joined, 'reslayers_out');
  return net.finish(net.conv(x, 'out_conv', net.classes, { kernel: 1, bias: true }));
}
