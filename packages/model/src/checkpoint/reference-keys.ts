/**
 * Names of weights in PyTorch state dicts, for each weight of the blocks: two naming schemes, one for each preset.
 * 'aaai' is the scheme of the released checkpoints. No checkpoint of the paper's larger network was ever published;
 * 'paper' names its modules in the order of the text.
 */
import type { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';
import type { Preset } from '../options.js';

/** tfjs layout of a weight; PyTorch has OIHW, [C, 1, H, W] and [C]. */
export type WeightLayout = 'hwio' | 'depthwise' | 'vector';

export interface ReferenceKey {
  key: string;
  layout: WeightLayout;
}

interface Scheme {
  /** Layer name -> prefix of its keys. The first match counts. */
  prefixes: [RegExp, (...numbers: number[]) => string][];
  /** Class name -> weight name -> suffix, for everything but batch normalization and PReLU. */
  kernels: Record<string, Record<string, string>>;
  /** Where batch normalization sits inside a block, when it is not `bn`. */
  norms: [RegExp, (prefix: string) => string][];
  /** ... and PReLU, when it is not `act`. */
  slopes: [RegExp, (prefix: string) => string][];
}

const DILATED = /^dilated_(\d+)$/;

const SCHEMES: Record<Preset, Scheme> = {
  aaai: {
    prefixes: [
      [/^stage(\d+)_down$/, (i) => `down${i}`],
      [/^stage(\d+)_block(\d+)$/, (i, j) => `level${i}.${j - 1}`],
      [/^path(\d+)_down$/, (i) => `long${i}`],
      [/^path(\d+)_block(\d+)$/, (i, j) => `level${i}_long.${j - 1}`],
      [/^exchange(\d+)$/, (i) => `cat${i}`],
      [/^decoder(\d+)_top$/, (i) => `up${i}_conv${i}`],
      [/^decoder(\d+)_fusion$/, (i) => `up${i}_conv${i + 1}`],
      [/^decoder(\d+)_lateral$/, (i) => `up${i}_conv${i}`],
      [/^decoder(\d+)_activation$/, (i) => `up${i}`],
      [/^head(\d+)$/, (i) => `pred${i}.1`],
    ],
    kernels: {
      MiniSegConvBlock: { kernel: 'conv.weight' },
      MiniSegAHSP: {
        reduce: 'conv1x1_down.weight',
        dilated: 'conv$k.weight',
        attention: 'attention.weight',
        fuse: 'conv1x1_fuse.weight',
      },
      MiniSegDownsamplerBlock: { pointwise: 'conv0.weight', spatial: 'conv1.weight' },
      MiniSegFeatureFusionModule: { pointwise: 'conv0.weight', near: 'conv1.weight', far: 'conv2.weight' },
      MiniSegPathExchange: { kernel: '0.weight' },
      MiniSegPointwiseBlock: { kernel: 'weight', bias: 'bias' },
      MiniSegSegmentationHead: { kernel: 'weight', bias: 'bias' },
    },
    norms: [
      [/^exchange/, (prefix) => `${prefix}.1`],
      [/^decoder\d+_(top|lateral)$/, (prefix) => prefix.replace('_conv', '_bn')],
    ],
    slopes: [
      [/^decoder\d+_top$/, (prefix) => prefix.replace(/_conv\d+$/, '_act')],
      [/^decoder\d+_activation$/, (prefix) => `${prefix}_act`],
    ],
  },
  paper: {
    prefixes: [
      [/^stage(\d+)_down$/, (i) => `enc.${i - 1}.0`],
      [/^stage(\d+)_block(\d+)$/, (i, j) => `enc.${i - 1}.${j}`],
      [/^path(\d+)_down$/, (i) => `db.${i - 1}`],
      [/^decoder(\d+)_fusion$/, (i) => `ffm.${i - 1}`],
      [/^decoder(\d+)_lateral$/, (i) => `lat.${i - 1}`],
      [/^decoder(\d+)_activation$/, (i) => `act.${i - 1}`],
      [/^head(\d+)$/, (i) => `pred.${i - 1}`],
    ],
    kernels: {
      MiniSegConvBlock: { kernel: 'conv.weight' },
      MiniSegAHSP: {
        reduce: 'reduce.weight',
        dilated: 'dw.$j.weight',
        attention: 'att.weight',
        fuse: 'fuse.weight',
      },
      MiniSegDownsamplerBlock: { pointwise: 'pw.weight', spatial: 'dw.weight' },
      MiniSegFeatureFusionModule: { pointwise: 'pw.weight', near: 'd1.weight', far: 'd2.weight' },
      MiniSegPointwiseBlock: { kernel: '0.weight' },
      MiniSegSegmentationHead: { kernel: 'weight', bias: 'bias' },
    },
    norms: [[/^decoder\d+_lateral$/, (prefix) => `${prefix}.1`]],
    slopes: [[/^decoder\d+_activation$/, (prefix) => prefix]],
  },
};

const NORM: Record<string, string> = {
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** @throws {ModelError} when the scheme has no name for the weight. */
export function referenceKey(preset: Preset, layer: layers.Layer, weight: string): ReferenceKey {
  const scheme = SCHEMES[preset];
  const matched = scheme.prefixes.find(([pattern]) => pattern.test(layer.name));
  if (!matched) throw unnamed(preset, layer, weight);
  const [pattern, make] = matched;
  const prefix = make(...(pattern.exec(layer.name) as RegExpExecArray).slice(1).map(Number));
  const inside = (places: [RegExp, (prefix: string) => string][], usual: string) =>
    places.find(([place]) => place.test(layer.name))?.[1](prefix) ?? `${prefix}.${usual}`;
  if (weight in NORM) return { key: `${inside(scheme.norms, 'bn')}.${NORM[weight]}`, layout: 'vector' };
  if (weight === 'alpha') return { key: `${inside(scheme.slopes, 'act')}.weight`, layout: 'vector' };
  const className = layer.getClassName();
  const branch = DILATED.exec(weight);
  const kernels = scheme.kernels[className] ?? {};
  const suffix = vanillaSpatial(preset, layer, weight) ? 'conv.weight' : kernels[branch ? 'dilated' : weight];
  if (suffix === undefined) throw unnamed(preset, layer, weight);
  const k = Number(branch?.[1]);
  return {
    key: `${prefix}.${suffix.replace('$k', String(k)).replace('$j', String(k - 1))}`,
    layout: layoutOf(layer, weight),
  };
}

/** DB_1 of the 'paper' scheme calls its vanilla convolution another name than a depthwise one. */
function vanillaSpatial(preset: Preset, layer: layers.Layer, weight: string): boolean {
  return preset === 'paper' && weight === 'spatial' && layer.getConfig().body === 'vanilla';
}

function layoutOf(layer: layers.Layer, weight: string): WeightLayout {
  if (weight === 'bias') return 'vector';
  if (DILATED.test(weight) || weight === 'near' || weight === 'far') return 'depthwise';
  return weight === 'spatial' && layer.getConfig().body === 'depthwise' ? 'depthwise' : 'hwio';
}

function unnamed(preset: Preset, layer: layers.Layer, weight: string): ModelError {
  return new ModelError(
    'checkpoint',
    `The '${preset}' naming scheme has no key for weight ${weight} of layer ${layer.name} (${layer.getClassName()}); ` +
      'only models that miniSeg made can be imported to or exported from PyTorch names.',
  );
}
