import { PickleObject } from '../pickle/values.js';
import type { TensorDtype } from '../types.js';

/** A class such as torch.FloatStorage. Without a dtype it counts bytes. */
export class StorageType extends PickleObject {
  readonly kind = 'storage type';

  constructor(readonly dtype: TensorDtype | undefined) {
    super();
  }
}

/** A torch.dtype. Without one of ours it may be named, but no tensor may have it. */
export class TorchDtype extends PickleObject {
  readonly kind = 'dtype';

  constructor(
    readonly name: string,
    readonly dtype: TensorDtype | undefined,
  ) {
    super();
  }
}

/** Elements of a file, named by the key under which the file keeps them. */
export class StorageRef extends PickleObject {
  readonly kind = 'storage';

  constructor(
    readonly dtype: TensorDtype | undefined,
    readonly key: string,
    /** Elements of the whole storage under `key`. */
    readonly length: number,
    /** The part that this is a view of; very old files have it. In elements. */
    readonly view: { from: number; length: number } = { from: 0, length },
  ) {
    super();
  }
}

/** A tensor that is not yet read: a window on a storage. Numbers are as the file has them, unchecked. */
export class TensorRef extends PickleObject {
  readonly kind = 'tensor';

  constructor(
    readonly storage: StorageRef,
    readonly dtype: TensorDtype,
    readonly offset: unknown,
    readonly shape: readonly unknown[],
    readonly strides: readonly unknown[],
  ) {
    super();
  }
}
