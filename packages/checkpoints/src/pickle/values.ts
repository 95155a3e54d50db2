/**
 * Python values as a pickle builds them here. Lists, tuples and sets are arrays, dicts are maps; anything else that
 * an allowed global makes is a {@link PickleObject}. They may share and contain each other, in circles too.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleObject;

export type PickleDict = Map<PickleValue, PickleValue>;

/** Base of what the globals of a file format stand for or make. */
export abstract class PickleObject {
  abstract readonly kind: string;
}

/** A Python class or function that a pickle may name. It stands for its name; `call` makes plain data. */
export class PickleGlobal extends PickleObject {
  readonly kind = 'global';

  constructor(
    readonly name: string,
    readonly call?: (args: PickleValue[]) => PickleValue,
  ) {
    super();
  }
}
