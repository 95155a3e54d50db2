/** Networks with one output channel, which tell background from foreground. */
import type { Program } from './program.js';

/** With the logits 0 and z of a network that has z alone: their softmax is 1 - sigmoid(z) and sigmoid(z). */
export function twoClasses(program: Program): Program {
  const { nodes, output } = program;
  if (nodes[output].channels !== 1) return program;
  const pair = { op: 'conv', inputs: [output], size: 1, strides: 1, channels: 2 } as const;
  const filter = Float32Array.of(0, 1);
  return { ...program, nodes: [...nodes, { ...pair, inputs: [output], filter }], output: nodes.length };
}

/**
 * What the network itself gives, from the logits of `twoClasses`, [pixels, at least 2]: without the logit 0 that was
 * added, and with the sigmoid or softmax in which it ends.
 */
export function networkOutput({ nodes, output, activation }: Program, logits: Float32Array): Float32Array {
  const { channels } = nodes[output];
  const own = channels === 1 ? logits.filter((_, i) => i % 2 === 1) : logits;
  if (activation === 'sigmoid') return own.map((logit) => 1 / (1 + Math.exp(-logit)));
  if (activation !== 'softmax') return own;
  const shares = new Float32Array(own.length);
  for (let first = 0; first < own.length; first += channels) {
    const pixel = own.subarray(first, first + channels);
    const largest = Math.max(...pixel);
    const powers = pixel.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b);
    shares.set(
      powers.map((power) => power / sum),
      first,
    );
  }
  return shares;
}
