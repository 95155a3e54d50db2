/** What a model gives, of the logits of at least two classes that its program computes. */
import type { Program } from '@miniseg/engine';
import { sigmoid, slice, softmax, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/**
 * @param logits [batch, height, width, classes]; disposed.
 * @returns As the model ends: one channel of them, their sigmoid or softmax, or all as they are.
 */
export function networkOutput({ nodes, output, activation }: Program, logits: Tensor4D): Tensor4D {
  const { channels } = nodes[output];
  if (channels > 1 && !activation) return logits;
  const result = tidy(() => {
    const own = channels === 1 ? slice(logits, [0, 0, 0, 1], [-1, -1, -1, 1]) : logits;
    if (activation === 'sigmoid') return sigmoid(own) as Tensor4D;
    return activation === 'softmax' ? (softmax(own) as Tensor4D) : own;
  });
  logits.dispose();
  return result;
}
