/** Networks with one output channel, which tell background from foreground. */
import { check } from '../check-options.js';
import { checkNodes } from './check-program.js';
import type { Program } from './program.js';

/**
 * With the logits 0 and z of a network that has z alone: their softmax is 1 - sigmoid(z) and sigmoid(z).
 *
 * @throws {EngineError} for a program that contradicts itself.
 */
export function twoClasses(program: Program): Program {
  checkNodes(program);
  const { nodes, output } = program;
  if (nodes[output].channels !== 1) return program;
  const pair = { op: 'conv', inputs: [output], size: 1, strides: 1, channels: 2 } as const;
  const filter = Float32Array.of(0, 1);
  return { ...program, nodes: [...nodes, { ...pair, inputs: [output], filter }], output: nodes.length };
}

/**
 * What the network itself gives, from the logits of `twoClasses`, [pixels, at least 2]: without the logit 0 that was
 * added, and with the sigmoid or softmax in which it ends.
 *
 * @throws {EngineError} for what is no program, or no array of logits.
 */
export function networkOutput(program: Program, logits: Float32Array): Float32Array {
  checkNodes(program);
  const { nodes, output, activation } = program;
  check(logits instanceof Float32Array, 'The logits', logits, 'they are a Float32Array');
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
