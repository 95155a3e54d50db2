/** What a layer is lowered from. */
import type { layers } from '@tensorflow/tfjs-layers';
import { CompileError } from '../errors.js';
import type { LayerWeights } from './layer-weights.js';
import type { Linear } from './linear.js';
import type { ProgramBuilder } from './program-builder.js';

export interface Lowering {
  builder: ProgramBuilder;
  layer: layers.Layer;
  /** As `getConfig` gives it. */
  config: Readonly<Record<string, unknown>>;
  weights: LayerWeights;
  inputs: Linear[];
  /** Of the inputs, as far as the model fixes them. */
  shapes: readonly (readonly (number | null)[])[];
  /** Whether nothing but this layer reads its first input: what made that may be changed. */
  alone: boolean;
  /** The first output's shape. */
  shape: readonly (number | null)[];
  /** The sigmoid or softmax in which the model ends: the program is told of it, and the layer leaves it out. */
  ending?: 'sigmoid' | 'softmax';
}

export type Lower = (lowering: Lowering) => Linear;

/** @returns The error that names the layer. */
export function unsupported({ layer }: Pick<Lowering, 'layer'>, what: string): CompileError {
  return new CompileError(
    'layer',
    `compile cannot take ${layer.getClassName()} '${layer.name}'${what ? `: ${what}` : ''}. Use target: 'tfjs', which runs the ` +
      'model itself where layers have no compiled form.',
  );
}
