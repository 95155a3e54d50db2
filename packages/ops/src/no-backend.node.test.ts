import type { tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { OpsError } from './errors.js';
import { avgPool2d } from './index.js';

it('an op without any backend names the import line that cures it', () => {
  const x = { rank: 4, shape: [1, 1, 1, 1] } as unknown as ReturnType<typeof tensor4d>;
  let error: unknown;
  try {
    avgPool2d(x);
  } catch (caught) {
    error = caught;
  }
  expect(OpsError.isInstance(error)).toBe(true);
  expect((error as OpsError).code).toBe('backend');
  expect((error as OpsError).message).toMatch(/import '@tensorflow\/tfjs-backend-webgl'/);
});
