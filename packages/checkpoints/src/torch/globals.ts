/**
 * The Python names a checkpoint may use: what `torch.save` writes for tensors, parameters and plain containers. It is
 * the part of `torch.load(weights_only=True)`'s list that makes data. All of them are written here; Python is not run.
 */
import { CheckpointError } from '../errors.js';
import { invalid } from '../pickle/pickle-stack.js';
import { type PickleDict, PickleGlobal, type PickleValue } from '../pickle/values.js';
import { quote } from '../quote.js';
import type { TensorDtype } from '../types.js';
import { rebuildFromType, rebuildParameter, rebuildTensor, rebuildTensorOfDtype } from './rebuild.js';
import { StorageType, TorchDtype } from './values.js';

const STORAGES: Record<string, TensorDtype> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const DTYPES: Record<string, TensorDtype> = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  bool: 'BOOL',
};

/** Complex and quantized numbers and 8-bit floats: known, but nothing that weights are read from here. */
const OTHER_DTYPE = /^torch\.(complex\d+|q(u?int)\d+(x\d)?|float8_\w+|float4_\w+|u?int[1-7]|bits\w+)$/;
const OTHER_STORAGE = /^torch\.(Complex\w+|Q\w+|Float8_\w+)Storage$/;

const functions: Record<string, (args: PickleValue[]) => PickleValue> = {
  'collections.OrderedDict': ([items = []]) => dictOf(items),
  'collections.Counter': ([items = []]) => dictOf(items),
  'builtins.set': ([items = []]) => items,
  'builtins.bytes': () => new Uint8Array(0),
  'builtins.bytearray': ([content = null]) => content,
  // Protocol 2 writes bytes as encode(text, 'latin1').
  '_codecs.encode': ([text = null]) => text,
  'torch.Size': ([sizes = []]) => sizes,
  'torch.device': ([type = null]) => type,
  'torch._utils._rebuild_tensor': rebuildTensor,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_tensor_v3': rebuildTensorOfDtype,
  'torch._utils._rebuild_parameter': rebuildParameter,
  'torch._utils._rebuild_parameter_with_state': rebuildParameter,
  'torch._tensor._rebuild_from_type_v2': rebuildFromType,
};

const ALLOWED: ReadonlyMap<string, PickleValue> = new Map<string, PickleValue>([
  ...Object.entries(functions).map(([name, call]): [string, PickleValue] => [
    name,
    new PickleGlobal(name, call),
  ]),
  ...Object.entries(STORAGES).map(([name, dtype]): [string, PickleValue] => [
    `torch.${name}`,
    new StorageType(dtype),
  ]),
  ...Object.entries(DTYPES).map(([name, dtype]): [string, PickleValue] => [
    `torch.${name}`,
    new TorchDtype(name, dtype),
  ]),
  ...['torch.UntypedStorage', 'torch.storage.UntypedStorage'].map((name): [string, PickleValue] => [
    name,
    new StorageType(undefined),
  ]),
  // Only ever arguments of _rebuild_from_type_v2.
  ...['torch.Tensor', 'torch.nn.parameter.Parameter'].map((name): [string, PickleValue] => [
    name,
    new PickleGlobal(name),
  ]),
]);

/** @throws {CheckpointError} `forbidden-global` or `unsupported-dtype` */
export function torchGlobal(pickled: string): PickleValue {
  // Protocol 2 keeps to the names of Python 2.
  const name = pickled.replace(/^__builtin__\./, 'builtins.');
  const known = ALLOWED.get(name);
  if (known !== undefined) return known;
  if (OTHER_DTYPE.test(name)) return new TorchDtype(name, undefined);
  if (OTHER_STORAGE.test(name)) {
    throw new CheckpointError(
      'unsupported-dtype',
      `The file has a ${name}. Convert its tensors to one of ${Object.keys(DTYPES).join(', ')} before torch.save.`,
    );
  }
  throw new CheckpointError(
    'forbidden-global',
    `The pickle asks for the Python object ${quote(pickled)}. Pickles are not executed here, and only tensors and ` +
      'plain containers are read. Save the weights alone with torch.save(model.state_dict(), file), or as safetensors.',
  );
}

/** A list that a hostile pickle hands over a million times is still read once. */
const dicts = new WeakMap<PickleValue[], PickleDict>();

function dictOf(items: PickleValue): PickleValue {
  if (items instanceof Map) return items;
  const known = Array.isArray(items) ? dicts.get(items) : undefined;
  if (known) return known;
  if (!Array.isArray(items) || !items.every((item) => Array.isArray(item) && item.length === 2)) {
    throw invalid('makes a dict of something that is no list of pairs');
  }
  const dict = new Map(items as [PickleValue, PickleValue][]);
  dicts.set(items, dict);
  return dict;
}
