import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  dict,
  integer,
  legacyFile,
  type Part,
  type TensorParts,
  tensor,
  text,
  zipFile,
} from '../fixtures/build.js';
import { toFloat32 } from '../to-float32.js';
import { readTorch } from './read-torch.js';

const failure = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'CheckpointError', code, message: expect.stringMatching(message) });

const withTensor = (parts: TensorParts) => dict({ w: tensor(parts) });

/** Names of tensors by their path, for files that are well. */
const names = (object: Part, options = {}) => [...readTorch(legacyFile(object), options).tensors.keys()];

describe('readTorch', () => {
  it('reads a file written by hand, in both formats', () => {
    for (const file of [legacyFile(withTensor({})), zipFile(withTensor({}))]) {
      expect(toFloat32(readTorch(file).tensors.get('w')!)).toEqual(new Float32Array([1, 2, 3, 4]));
    }
  });

  it('does not copy a contiguous tensor, however many share its storage', () => {
    const file = legacyFile(dict({ a: tensor(), b: tensor({ offset: 2, shape: [2] }) }));
    const { tensors } = readTorch(file, { maxExtraBytes: 0 });
    expect(tensors.get('a')!.bytes.buffer).toBe(file.buffer);
    expect(toFloat32(tensors.get('b')!)).toEqual(new Float32Array([3, 4]));
  });

  it('reads the views on storages that very old files have', () => {
    const id = bytesOf('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), integer(4));
    const view = bytesOf('(', text('v'), integer(1), integer(3), 't');
    const old = bytesOf(
      'ctorch._utils\n_rebuild_tensor\n(',
      id,
      view,
      'tQ',
      'K\x01',
      'K\x02\x85',
      'K\x01\x85',
      'tR',
    );
    expect(toFloat32(readTorch(legacyFile(dict({ w: old }))).tensors.get('w')!)).toEqual(
      new Float32Array([3, 4]),
    );
    const outside = bytesOf('(', text('v'), integer(2), integer(3), 't');
    const bad = bytesOf(
      'ctorch._utils\n_rebuild_tensor\n(',
      id,
      outside,
      'tQ',
      'K\x00',
      'K\x02\x85',
      'K\x01\x85',
      'tR',
    );
    expect(() => readTorch(legacyFile(dict({ w: bad })))).toThrow(failure('invalid-storage'));
  });

  it('reads the strings, integers and pair lists of Python 2', () => {
    const pairs = bytesOf(
      'ccollections\nOrderedDict\n((U\x01w',
      tensor(),
      't(U\x01n',
      'I12345678901\n',
      'tl\x85R',
    );
    expect(readTorch(legacyFile(pairs))).toMatchObject({ ignored: ['n'] });
  });

  describe('looks for the state dict', () => {
    it.each<[string, Uint8Array, string[]]>([
      ['at the top', dict({ w: tensor() }), []],
      ['under a usual key', dict({ model: dict({ w: tensor() }), epoch: 'K\x03' }), ['model']],
      [
        'under two usual keys',
        dict({ model: dict({ state_dict: dict({ w: tensor() }) }) }),
        ['model', 'state_dict'],
      ],
    ])('%s', (_where, object, path) => {
      const checkpoint = readTorch(legacyFile(object));
      expect([...checkpoint.tensors.keys()]).toEqual(['w']);
      expect(checkpoint.path).toEqual(path);
    });

    it('where the option path says, and lists the rest', () => {
      const object = dict({ ema: dict({ w: tensor() }), model: dict({ v: tensor() }), epoch: 'K\x03' });
      expect(readTorch(legacyFile(object), { path: 'ema' })).toMatchObject({
        path: ['ema'],
        ignored: ['model', 'epoch'],
      });
      expect(names(object, { path: ['model'] })).toEqual(['v']);
      expect(names(object)).toEqual(['v']);
    });

    it('below keys that are numbers', () => {
      const object = bytesOf('}', integer(0), dict({ w: tensor() }), 's');
      expect(names(object, { path: '0' })).toEqual(['w']);
      expect(names(object)).toEqual(['0.w']);
    });

    it('and refuses to choose between two', () => {
      const object = dict({ model: dict({ w: tensor() }), net: dict({ w: tensor() }) });
      expect(() => names(object)).toThrow(failure('ambiguous-state-dict', /"model" and at "net".*path/));
    });

    it.each<[string, Part, object, RegExp]>([
      ['a single tensor', tensor(), {}, /single tensor/],
      ['a list', bytesOf('](', tensor(), 'e'), {}, /no dict/],
      ['no tensor', dict({ epoch: 'K\x03', list: bytesOf('](', tensor(), 'e') }), {}, /"epoch"/],
      ['only an optimizer', dict({ optimizer: dict({ a: tensor() }) }), {}, /"optimizer"/],
      ['nothing at the path', dict({ w: tensor() }), { path: ['a', 'b'] }, /nothing at "a".*"w"/],
      ['a tensor at the path', dict({ w: tensor() }), { path: 'w' }, /single tensor at "w"/],
    ])('and says so when the file has %s', (_what, object, options, message) => {
      expect(() => names(object, options)).toThrow(failure('no-state-dict', message));
    });
  });

  it('cuts off prefixes only when all names have them', () => {
    expect(names(dict({ 'module._orig_mod.w': tensor(), 'module._orig_mod.b': tensor() }))).toEqual([
      'w',
      'b',
    ]);
    expect(names(dict({ 'module.w': tensor(), b: tensor() }))).toEqual(['module.w', 'b']);
    expect(() => names(dict({ 'module.': tensor() }))).toThrow(failure('invalid-tensor', /stripPrefix/));
  });

  it('refuses one name for two tensors', () => {
    const object = dict({ 'a.b': tensor(), a: dict({ b: tensor() }) });
    expect(() => names(object)).toThrow(failure('duplicate-name', /a\.b/));
  });
});
