/** An image through a plan of strips: the plan says what happens in which order. */
import type { KernelCall } from './plan/plan.js';
import type { Round, Strips } from './plan/strip-plan.js';
import type { RowRange } from './plan/strip-schedule.js';

export interface StripRun {
  memory: WebAssembly.Memory;
  network: readonly KernelCall[];
  /** What makes rows of the output. */
  finish: KernelCall;
  strips: Strips;
  /** Writes rows of the image into the memory. */
  read(rows: Round['input']): void;
  /** Runs kernels on some of their rows, one after the other. */
  call(calls: (KernelCall & { begin: number })[]): void;
  /** Takes rows of the output, which lie at the beginning of its buffers. */
  write(rows: RowRange): void;
}

/** Workers get this function as source text: it uses nothing from outside. */
export function runStrips({ memory, network, finish, strips, read, call, write }: StripRun): void {
  const bytes = new Uint8Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  for (const store of strips.start.stores) bytes.set(store.bytes, store.address);
  for (const { address, length } of strips.start.zeros) bytes.fill(0, address, address + length);
  for (const { shifts, zeros, input, calls, output } of strips.rounds) {
    for (const { map, from, to, bytes: length, by } of shifts) {
      bytes.copyWithin(to, from, from + length);
      for (const { address, sign } of strips.words[map]) words[address / 4] += sign * by;
    }
    for (const { address, length } of zeros) bytes.fill(0, address, address + length);
    if (input.end > input.first) read(input);
    const kernels = calls.map(({ call, first, end }) => ({ ...network[call], begin: first, rows: end }));
    if (output.end > output.first) kernels.push({ ...finish, begin: output.first, rows: output.end });
    if (kernels.length > 0) call(kernels);
    if (output.end > output.first) write(output);
  }
}
