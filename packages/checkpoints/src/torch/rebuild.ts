import { CheckpointError } from '../errors.js';
import { invalid } from '../pickle/pickle-stack.js';
import { PickleGlobal, type PickleValue } from '../pickle/values.js';
import type { TensorDtype } from '../types.js';
import { StorageRef, TensorRef, TorchDtype } from './values.js';

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata)`; the first has four of them. */
export function rebuildTensor(args: PickleValue[]): TensorRef {
  const { storage, offset, shape, strides } = parts(args);
  if (!storage.dtype) throw invalid('has a tensor of untyped bytes');
  const metadata = args[6];
  if (metadata instanceof Map && metadata.get('neg') === true) {
    throw new CheckpointError(
      'invalid-tensor',
      'The file has a tensor with a pending negation. Call .resolve_neg() on it before torch.save.',
    );
  }
  return new TensorRef(storage, storage.dtype, offset, shape, strides);
}

/** `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype, metadata)`, of untyped storages. */
export function rebuildTensorOfDtype(args: PickleValue[]): TensorRef {
  const { storage, offset, shape, strides } = parts(args);
  const dtype = args[6];
  if (!(dtype instanceof TorchDtype)) throw invalid('has a tensor without a dtype');
  return new TensorRef(storage, supported(dtype), offset, shape, strides);
}

/** `_rebuild_parameter(tensor, requires_grad, hooks)`: the tensor. */
export function rebuildParameter([tensor]: PickleValue[]): TensorRef {
  if (!(tensor instanceof TensorRef)) throw invalid('makes a parameter of something that is no tensor');
  return tensor;
}

/** `_rebuild_from_type_v2(function, type, args, state)`: tensors that carry Python attributes, which are dropped. */
export function rebuildFromType([rebuild, , args]: PickleValue[]): TensorRef {
  const makesTensor = rebuild instanceof PickleGlobal && /^torch\._utils\._rebuild_/.test(rebuild.name);
  if (!makesTensor || !rebuild.call || !Array.isArray(args))
    throw invalid('rebuilds a tensor by an unknown function');
  const tensor = rebuild.call(args);
  if (!(tensor instanceof TensorRef)) throw invalid('rebuilds something that is no tensor');
  return tensor;
}

function parts([storage, offset, shape, strides]: PickleValue[]) {
  if (!(storage instanceof StorageRef) || !Array.isArray(shape) || !Array.isArray(strides)) {
    throw invalid('has a tensor without storage, size or stride');
  }
  return { storage, offset, shape, strides };
}

function supported({ name, dtype }: TorchDtype): TensorDtype {
  if (dtype) return dtype;
  throw new CheckpointError(
    'unsupported-dtype',
    `The file has a tensor of ${name}. Convert it to float32 or an integer type before torch.save.`,
  );
}
