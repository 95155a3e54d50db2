/** A list of kernel calls as numbers in shared memory, which every thread reads for itself. */
import { check } from './check-options.js';
import { ThreadsError } from './errors.js';

/** `kernel(...args, begin, end, thread)` for all of [begin, end), in any split into pieces. */
export interface KernelCall<Name extends string = string> {
  /** Name of an export of the module. */
  kernel: Name;
  /** 32-bit integers, such as addresses and sizes; they come before begin, end and thread. */
  args: readonly number[];
  begin: number;
  end: number;
  /** The least that is worth a piece of its own. Default 1. */
  grain?: number;
}

/**
 * [calls, then for each: kernel, begin, end, piece, args, ...args].
 *
 * @param kernels Names in the order of their numbers.
 * @throws {ThreadsError} for a kernel that is not among them.
 */
export function encodeCalls(
  calls: readonly KernelCall[],
  kernels: readonly string[],
  threads: number,
): Int32Array {
  check(Array.isArray(calls), 'The calls', calls, 'they are an array of {kernel, args, begin, end}');
  const numbers = [calls.length];
  for (const call of calls) {
    const { kernel, args, begin, end, grain = 1 } = call ?? {};
    const isCall =
      Array.isArray(args) && [begin, end, grain, ...args].every((value) => Number.isFinite(value));
    check(isCall, 'A call', call, 'it is {kernel, args, begin, end, grain?}, all but the kernel numbers');
    // Four pieces for each thread: few enough to be cheap, enough that no thread waits long for another.
    const piece = Math.max(grain, Math.ceil((end - begin) / (threads * 4)), 1);
    const number = kernels.indexOf(kernel);
    if (number < 0) {
      throw new ThreadsError(
        'invalid-argument',
        `The module exports no kernel '${kernel}', but ${kernels.join(', ')}.`,
      );
    }
    numbers.push(number, begin, end, piece, args.length, ...args);
  }
  return Int32Array.from(numbers);
}
