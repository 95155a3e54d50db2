import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it } from 'vitest';
import { AdamWOptimizer, adam, adamW, type NamedOptimizer, sgd, TrainError } from '../index.js';

const RATE = 0.1;
const DECAY = 0.01;

/** The textbook's formulas for one weight, in float64; `state` starts empty. */
type Reference = (w: number, g: number, state: number[], step: number) => number;

const adamReference =
  (l2: number, decoupled: number): Reference =>
  (w, gradient, state, step) => {
    const g = gradient + l2 * w;
    state[0] = 0.9 * (state[0] ?? 0) + 0.1 * g;
    state[1] = 0.999 * (state[1] ?? 0) + 0.001 * g * g;
    const [m, v] = [state[0] / (1 - 0.9 ** step), state[1] / (1 - 0.999 ** step)];
    return w * (1 - RATE * decoupled) - (RATE * m) / (Math.sqrt(v) + 1e-8);
  };

const sgdReference =
  (momentum: number, nesterov: boolean): Reference =>
  (w, gradient, state) => {
    const g = gradient + DECAY * w;
    state[0] = momentum * (state[0] ?? 0) + g;
    return w - RATE * (nesterov ? g + momentum * state[0] : state[0]);
  };

const cases: [string, () => NamedOptimizer, Reference][] = [
  ['Adam', () => adam({ learningRate: RATE }), adamReference(0, 0)],
  ['Adam with L2', () => adam({ learningRate: RATE, weightDecay: DECAY }), adamReference(DECAY, 0)],
  ['AdamW', () => adamW({ learningRate: RATE, weightDecay: DECAY }), adamReference(0, DECAY)],
  ['SGD', () => sgd({ learningRate: RATE, weightDecay: DECAY }), sgdReference(0, false)],
  [
    'SGD with momentum',
    () => sgd({ learningRate: RATE, momentum: 0.9, weightDecay: DECAY }),
    sgdReference(0.9, false),
  ],
  [
    'SGD with Nesterov momentum',
    () => sgd({ learningRate: RATE, momentum: 0.9, nesterov: true, weightDecay: DECAY }),
    sgdReference(0.9, true),
  ],
];

const START = [
  [1, -2, 0.5, 0],
  [3, 0.1],
];
/** A gradient of its own in every step. */
const gradientAt = (step: number, i: number) => Math.sin(step * 1.7 + i);

describeOnBackends('an optimizer', () => {
  const made: tf.Tensor[] = [];
  const variables = () => {
    const own = [tf.variable(tf.tensor2d(START[0], [2, 2]), true), tf.variable(tf.tensor1d(START[1]), true)];
    made.push(...own);
    return own;
  };
  const gradients = (own: tf.Variable[], step: number) =>
    own.map((variable, v) => ({
      name: variable.name,
      tensor: tf.tensor(
        START[v].map((_, i) => gradientAt(step, 4 * v + i)),
        variable.shape,
      ),
    }));
  const step = (optimizer: NamedOptimizer, own: tf.Variable[], number: number) => {
    const given = gradients(own, number);
    optimizer.applyGradients(given);
    tf.dispose(given);
  };
  afterEach(() => tf.dispose(made.splice(0)));

  it.each(cases)('%s follows its formula', async (_, make, reference) => {
    const own = variables();
    const optimizer = make();
    const states = START.map((values) => values.map((): number[] => []));
    const expected = START.map((values) => [...values]);
    for (let t = 1; t <= 5; t++) {
      step(optimizer, own, t);
      for (const [v, values] of expected.entries()) {
        values.forEach((w, i) => {
          values[i] = reference(w, gradientAt(t, 4 * v + i), states[v][i], t);
        });
      }
    }
    for (const [v, variable] of own.entries()) await expectClose(variable, expected[v], { absolute: 1e-5 });
    optimizer.dispose();
  });

  it('goes on from its state, in another order of the variables and under any optimizer object', async () => {
    const [a, b] = [variables(), variables()];
    const whole = adam({ learningRate: RATE });
    for (const t of [1, 2, 3]) step(whole, a, t);
    const first = adam({ learningRate: RATE });
    for (const t of [1, 2]) step(first, b, t);
    const second = adam({ learningRate: RATE });
    second.restore(await first.state());
    second.applyGradients(gradients(b, 3).reverse());
    expect(second.iterations).toBe(3);
    for (const [i, variable] of a.entries()) expect(await b[i].data()).toEqual(await variable.data());
    for (const optimizer of [whole, first, second]) optimizer.dispose();
  });

  it('keeps the moments of a variable that is left out for a while', async () => {
    const own = variables();
    const optimizer = sgd({ learningRate: RATE, momentum: 0.5 });
    step(optimizer, own, 1);
    step(optimizer, [own[0]], 2);
    const { slots } = await optimizer.state();
    const [g1, g2] = [1, 2].map((t) => START[0].map((_, i) => gradientAt(t, i)));
    await expectClose(
      slots.u.get(own[0].name) as Float32Array,
      g1.map((g, i) => 0.5 * g + g2[i]),
      {
        absolute: 1e-6,
      },
    );
    await expectClose(
      slots.u.get(own[1].name) as Float32Array,
      START[1].map((_, i) => gradientAt(1, 4 + i)),
      { absolute: 1e-6 },
    );
    optimizer.dispose();
  });

  it('leaves nothing behind, and a snapshot brings everything back', async () => {
    const own = variables();
    await expectNoLeak(async () => {
      const optimizer = adam({ learningRate: RATE });
      step(optimizer, own, 1);
      const state = await optimizer.state();
      const snapshot = optimizer.snapshot();
      step(optimizer, own, 2);
      expect(await optimizer.state()).not.toEqual(state);
      snapshot.restore();
      expect(await optimizer.state()).toEqual(state);
      snapshot.dispose();
      optimizer.dispose();
    });
  });

  it('is a tf.Optimizer: minimize, weights to save, and its config', async () => {
    const [w] = variables();
    const optimizer = adamW({ learningRate: RATE });
    const loss = () =>
      tf.customGrad((x) => ({
        value: tf.sum(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.ones([2, 2])),
      }))(w) as tf.Scalar;
    optimizer.minimize(loss, false, [w]);
    const saved = await optimizer.getWeights();
    expect(saved.map(({ name }) => name)).toEqual(['iter', `${w.name}/m`, `${w.name}/v`]);
    const copy = AdamWOptimizer.fromConfig<AdamWOptimizer>(AdamWOptimizer, optimizer.getConfig());
    await copy.setWeights(saved);
    expect(await copy.state()).toEqual(await optimizer.state());
    expect(copy.getConfig()).toEqual(optimizer.getConfig());
    tf.dispose(saved.map(({ tensor }) => tensor));
    for (const one of [optimizer, copy]) one.dispose();
  });
});

it.each([
  ['a negative rate', () => adam({ learningRate: -1 }), /learningRate is -1/],
  ['a beta of 1', () => adam({ beta2: 1 }), /beta2 is 1/],
  ['an epsilon of 0', () => adam({ epsilon: 0 }), /epsilon is 0/],
  ['a negative decay', () => adamW({ weightDecay: -1 }), /weightDecay is -1/],
  ['Nesterov without momentum', () => sgd({ nesterov: true }), /needs a momentum/],
])('an optimizer refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
  expect(make).toThrow(TrainError);
});
