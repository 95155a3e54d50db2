import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import '@tensorflow/tfjs';
import {
  add,
  grad,
  grads,
  memory,
  mul,
  square,
  type Tensor,
  tensor1d,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { withGradient } from './with-gradient.js';

/** x^2 with a gradient of its own; `seen` gets what the backward pass was given. */
function ownSquare(x: Tensor, seen: Tensor[] = []): Tensor {
  return withGradient(
    [x],
    (save) => {
      save([x]);
      return square(x);
    },
    (dy, [x]) => {
      seen.push(dy, x);
      return [mul(dy, mul(x, 2))];
    },
  );
}

describeOnBackends('withGradient', () => {
  it('disposes what the backward pass has used up, and leaves no tensor', async () => {
    await expectNoLeak(async () => {
      const x = tensor1d([1, 2, 3]);
      const seen: Tensor[] = [];
      const gradient = grad((x) => ownSquare(ownSquare(x), seen))(x);
      // The outer dy was made by the engine, the saved tensors by `save`.
      expect(seen.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
      expect(x.isDisposed).toBe(false);
      await expectClose(gradient, [4, 32, 108], { absolute: 1e-3 });
      return [x, gradient];
    });
  });

  it("keeps the caller's own dy", async () => {
    const x = tensor1d([1, 2]);
    const dy = tensor1d([10, 100]);
    const f = grad((x) => ownSquare(x));
    for (let i = 0; i < 2; i++) {
      const gradient = tidy(() => f(x, dy));
      await expectClose(gradient, [20, 400], { absolute: 1e-3 });
      gradient.dispose();
    }
    expect(dy.isDisposed).toBe(false);
    x.dispose();
    dy.dispose();
  });

  it('clones no variable that it saves, and disposes none', async () => {
    const x = variable(tensor1d([1, 2, 3]));
    const { value, grads } = variableGrads(() => {
      const before = memory().numTensors;
      const y = ownSquare(x);
      expect(memory().numTensors - before).toBe(1);
      return y.sum();
    });
    expect(x.isDisposed).toBe(false);
    await expectClose(grads[x.name], [2, 4, 6], { absolute: 1e-3 });
    for (const tensor of [value, x, ...Object.values(grads)]) tensor.dispose();
  });

  it('adds up the gradients of a tensor that several ops use', async () => {
    const inputs = [tensor1d([1, 2]), tensor1d([3, 4])];
    const gradients = tidy(() =>
      grads((a, b) => {
        const shared = ownSquare(a);
        return add(add(ownSquare(shared), ownSquare(b)), add(shared, shared));
      })(inputs),
    );
    await expectClose(gradients[0], [4 + 4, 32 + 8], { absolute: 1e-3 });
    await expectClose(gradients[1], [6, 8], { absolute: 1e-3 });
  });
});
