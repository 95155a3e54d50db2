/** Activations: as the ending of the node before them where it has room, else as a node. */
import { type ActivationKind, hasEnding } from '@miniseg/engine';
import { type Linear, plain } from './linear.js';
import { type Lowering, unsupported } from './lowering.js';
import { lastNode } from './normalize.js';

export type Activation = { slopes: Float32Array } | { kind: ActivationKind; alpha?: number } | undefined;

/** What the field's names mean; 'linear' and 'none' are nothing. */
export function activationOf(lowering: Lowering, name: unknown, channels: number): Activation {
  const slopes = (slope: number) => ({ slopes: new Float32Array(channels).fill(slope) });
  switch (name) {
    case undefined:
    case null:
    case 'linear':
    case 'none':
      return undefined;
    case 'relu':
      return slopes(0);
    case 'relu6':
      return { kind: 'clipped-relu', alpha: 6 };
    case 'elu':
      return { kind: 'elu', alpha: 1 };
    case 'sigmoid':
    case 'tanh':
    case 'swish':
    case 'softmax':
    case 'hard-swish':
      return { kind: name };
    case 'hardSigmoid':
    case 'hard_sigmoid':
      return { kind: 'hard-sigmoid', alpha: 0.2 };
    case 'hard-sigmoid':
      return { kind: 'hard-sigmoid', alpha: 1 / 6 };
    default:
      throw unsupported(lowering, `its activation '${String(name)}' has no compiled form`);
  }
}

/** @param alone Whether what made `x` may be changed, see `Lowering`. */
export function activate(lowering: Lowering, x: Linear, activation: Activation, alone: boolean): Linear {
  const { builder, ending } = lowering;
  const { channels } = x;
  if (!activation) return x;
  if ('kind' in activation && activation.kind === ending) return x;
  if (!('slopes' in activation)) {
    return builder.push({ op: 'activate', input: builder.map(x), channels, ...activation });
  }
  const { slopes } = activation;
  const node = alone ? lastNode(builder, x) : undefined;
  if (node && hasEnding(node) && node.slopes === undefined && node.after === undefined) {
    return builder.push({ ...node, slopes });
  }
  if (alone && x.like === undefined && !lastNode(builder, x))
    return plain(builder.value(x, slopes), channels);
  return builder.push({ op: 'add', inputs: [builder.map(x)], channels, slopes });
}
