import { expect, expectTypeOf, it } from 'vitest';
import { kernels as compiled } from './generated/kernels.js';
import { instantiateTrainKernels, type TrainKernels } from './index.js';

type Counts = { readonly [K in keyof TrainKernels]: Parameters<TrainKernels[K]>['length'] };

it('the interface lists the kernels that were compiled, with as many arguments', () => {
  // The compiler compares: a kernel or an argument too few or too many fails `npm test` at its type check.
  expectTypeOf(compiled).toEqualTypeOf<Counts>();
  const exported = Object.entries(instantiateTrainKernels(new WebAssembly.Memory({ initial: 1 })));
  const functions = exported.filter(([, value]) => typeof value === 'function');
  expect(Object.fromEntries(functions.map(([name, { length }]) => [name, length]))).toEqual(compiled);
});
