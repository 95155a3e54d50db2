import type { ByteCursor } from './byte-cursor.js';
import type { PickleScope } from './pickle-scope.js';
import { invalid, type PickleStack } from './pickle-stack.js';
import { type PickleDict, PickleGlobal, type PickleValue } from './values.js';

type Instruction = (stack: PickleStack, input: ByteCursor, scope: PickleScope) => void;

export const STOP = 0x2e;

const HIGHEST_PROTOCOL = 5;

const push =
  (make: (input: ByteCursor) => PickleValue): Instruction =>
  (stack, input) =>
    stack.push(make(input));

/** By the character that pickletools names the opcode with. */
const numbersAndText: Record<string, Instruction> = {
  N: push(() => null),
  '\x88': push(() => true),
  '\x89': push(() => false),
  I: push((input) => textInteger(input.line())),
  L: push((input) => textInteger(input.line().replace(/L$/, ''))),
  J: push((input) => input.int32()),
  K: push((input) => input.uint8()),
  M: push((input) => input.uint16()),
  '\x8a': push((input) => longInteger(input.take(input.uint8()))),
  '\x8b': push((input) => longInteger(input.take(input.uint32()))),
  G: push((input) => input.float64()),
  U: push((input) => input.latin1(input.uint8())),
  T: push((input) => input.latin1(input.uint32())),
  X: push((input) => input.utf8(input.uint32())),
  '\x8c': push((input) => input.utf8(input.uint8())),
  '\x8d': push((input) => input.utf8(input.uint64())),
  B: push((input) => input.take(input.uint32())),
  C: push((input) => input.take(input.uint8())),
  '\x8e': push((input) => input.take(input.uint64())),
  '\x96': push((input) => input.take(input.uint64())),
};

const containers: Record<string, Instruction> = {
  ']': push(() => []),
  ')': push(() => []),
  '\x8f': push(() => []),
  '}': push(() => new Map()),
  l: (stack) => stack.push(stack.popMark()),
  t: (stack) => stack.push(stack.popMark()),
  '\x91': (stack) => stack.push(stack.popMark()),
  '\x85': (stack) => stack.push([stack.pop()]),
  '\x86': (stack) => stack.push(popped(stack, 2)),
  '\x87': (stack) => stack.push(popped(stack, 3)),
  d: (stack) => stack.push(withItems(new Map(), stack.popMark())),
  a: (stack) => {
    const item = stack.pop();
    list(stack.top()).push(item);
  },
  e: appendMarked,
  '\x90': appendMarked,
  s: (stack) => {
    const items = popped(stack, 2);
    withItems(dict(stack.top()), items);
  },
  u: (stack) => {
    const items = stack.popMark();
    withItems(dict(stack.top()), items);
  },
};

const stackAndMemo: Record<string, Instruction> = {
  '(': (stack) => stack.mark(),
  '0': (stack) => stack.popItemOrMark(),
  '1': (stack) => void stack.popMark(),
  '2': (stack) => stack.push(stack.top()),
  h: (stack, input) => stack.push(stack.get(input.uint8())),
  j: (stack, input) => stack.push(stack.get(input.uint32())),
  q: (stack, input) => stack.put(input.uint8()),
  r: (stack, input) => stack.put(input.uint32()),
  '\x94': (stack) => stack.put(),
};

const objects: Record<string, Instruction> = {
  '\x80': (_stack, input) => {
    const protocol = input.uint8();
    if (protocol > HIGHEST_PROTOCOL)
      throw invalid(`is of protocol ${protocol}, read are up to ${HIGHEST_PROTOCOL}`);
  },
  // A frame only announces how much to read ahead.
  '\x95': (_stack, input) => void input.take(8),
  c: (stack, input, scope) => {
    const module = input.line();
    stack.push(scope.global(`${module}.${input.line()}`));
  },
  '\x93': (stack, _input, scope) => {
    const [module, name] = popped(stack, 2);
    if (typeof module !== 'string' || typeof name !== 'string')
      throw invalid('names a global by something else than text');
    stack.push(scope.global(`${module}.${name}`));
  },
  Q: (stack, _input, scope) => stack.push(scope.persistent(stack.pop())),
  R: call,
  '\x81': call,
  b: (stack) => {
    // The attributes of an OrderedDict (a state dict's _metadata) hold no weights.
    stack.pop();
    dict(stack.top());
  },
};

export const OPCODES: ReadonlyMap<number, Instruction> = new Map(
  Object.entries({ ...numbersAndText, ...containers, ...stackAndMemo, ...objects }).map(
    ([character, run]) => [character.charCodeAt(0), run],
  ),
);

function popped(stack: PickleStack, count: number): PickleValue[] {
  return Array.from({ length: count }, () => stack.pop()).reverse();
}

function appendMarked(stack: PickleStack): void {
  const items = stack.popMark();
  const target = list(stack.top());
  // Not push(...items): an argument list of this length overflows the call stack.
  for (const item of items) target.push(item);
}

function list(value: PickleValue): PickleValue[] {
  if (!Array.isArray(value)) throw invalid('appends to something that is no list');
  return value;
}

function dict(value: PickleValue): PickleDict {
  if (!(value instanceof Map)) throw invalid('sets items or state of something that is no dict');
  return value;
}

function withItems(target: PickleDict, items: PickleValue[]): PickleDict {
  if (items.length % 2) throw invalid('has a dict key without a value');
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  return target;
}

function call(stack: PickleStack): void {
  const [callee, args] = popped(stack, 2);
  if (!(callee instanceof PickleGlobal) || !callee.call || !Array.isArray(args)) {
    throw invalid('calls something that is no function or class');
  }
  stack.push(callee.call(args));
}

function textInteger(text: string): PickleValue {
  // Booleans of protocol 1.
  if (text === '00' || text === '01') return text === '01';
  if (!/^-?\d{1,400}$/.test(text)) throw invalid(`has the integer ${JSON.stringify(text.slice(0, 40))}`);
  return plain(BigInt(text));
}

/** Two's complement, little-endian. */
function longInteger(bytes: Uint8Array): PickleValue {
  if (bytes.length > 255) throw invalid(`has an integer of ${bytes.length} bytes`);
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  return plain(BigInt.asIntN(8 * bytes.length, value));
}

function plain(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
