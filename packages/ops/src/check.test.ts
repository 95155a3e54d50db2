import { describeOnBackends } from '@miniseg/testkit';
import { ones, type Tensor4D } from '@tensorflow/tfjs-core';
import { input } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { conv2d, OpsError } from './index.js';

describeOnBackends('what is no tensor of ours', () => {
  it('is told apart where two copies of tfjs are installed', () => {
    // What a model of another copy passes to a layer of this one: a symbolic tensor that is not recognized as such.
    const foreign = { ...input({ shape: [8, 8, 2] }) } as unknown as Tensor4D;
    expect(() => conv2d(foreign, ones([3, 3, 2, 2]))).toThrow(/another copy of TensorFlow\.js.*npm ls/);
  });

  it('is refused where it is no tensor at all', () => {
    expect(() => conv2d(undefined as unknown as Tensor4D, ones([3, 3, 2, 2]))).toThrow(
      'The input of conv2d: got undefined; it must be a tensor.',
    );
    expect(() => conv2d([1] as unknown as Tensor4D, ones([3, 3, 2, 2]))).toThrow(OpsError);
  });
});
