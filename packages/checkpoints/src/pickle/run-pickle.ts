/**
 * A pickle machine that builds data and runs nothing: every global is looked up in the caller's allow-list, and what
 * an allowed global makes is written here. Opcodes of protocols 2 to 5, and the text forms of numbers that Python 2
 * mixes into protocol 2.
 *
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py for the opcodes
 */
import { CheckpointError } from '../errors.js';
import type { ByteCursor } from './byte-cursor.js';
import { OPCODES, STOP } from './opcodes.js';
import type { PickleScope } from './pickle-scope.js';
import { PickleStack } from './pickle-stack.js';
import type { PickleValue } from './values.js';

/**
 * Each opcode makes at most one small object, so that this bounds time and memory. A checkpoint takes about 40 for each
 * tensor.
 */
const MAX_OPCODES = 2_000_000;

/** Reads one pickle at the cursor and leaves the cursor behind it. */
export function runPickle(input: ByteCursor, scope: PickleScope): PickleValue {
  const stack = new PickleStack();
  for (let count = 0; count < MAX_OPCODES; count++) {
    const at = input.at;
    const opcode = input.uint8();
    if (opcode === STOP) return stack.pop();
    const run = OPCODES.get(opcode);
    if (!run) {
      throw new CheckpointError(
        'invalid-pickle',
        `The byte ${opcode} at ${at} is no pickle opcode that torch.save writes. The file is damaged or of another ` +
          'kind; save the weights with torch.save(model.state_dict(), file).',
      );
    }
    run(stack, input, scope);
  }
  throw new CheckpointError(
    'limit-exceeded',
    `The pickle has more than ${MAX_OPCODES} instructions, far more than a state dict needs. Save the weights alone, ` +
      'without the optimizer, or as safetensors.',
  );
}
