/** What files say that no torch.save would write: each is refused with its reason, in bounded time and memory. */
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  dict,
  float4,
  legacyFile,
  type Part,
  type TensorParts,
  tensor,
  text,
  uint32,
  uint64,
  zipFile,
} from '../fixtures/build.js';
import { readTorch } from './read-torch.js';

const failure = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'CheckpointError', code, message: expect.stringMatching(message) });

const withTensor = (parts: TensorParts) => dict({ w: tensor(parts) });

const names = (object: Part) => [...readTorch(legacyFile(object)).tensors.keys()];

describe('readTorch', () => {
  describe('refuses tensors that leave their storage', () => {
    it.each<[string, TensorParts, string]>([
      ['an offset outside', { offset: 1 }, 'invalid-tensor'],
      ['a negative offset', { offset: -1, shape: [1] }, 'invalid-tensor'],
      ['an offset of 2^63', { offset: 2n ** 63n }, 'invalid-tensor'],
      ['a size outside', { shape: [5] }, 'invalid-tensor'],
      ['a negative size', { shape: [-4] }, 'invalid-tensor'],
      [
        'a product that overflows',
        { shape: new Array(40).fill(2 ** 50), strides: new Array(40).fill(0) },
        'limit-exceeded',
      ],
      ['a stride outside', { shape: [2], strides: [4] }, 'invalid-tensor'],
      ['a negative stride', { shape: [2], strides: [-1] }, 'invalid-tensor'],
      ['fewer strides than sizes', { shape: [2, 2], strides: [1] }, 'invalid-tensor'],
      ['65 axes', { shape: new Array(65).fill(1), strides: new Array(65).fill(1) }, 'invalid-tensor'],
      ['one element repeated beyond all memory', { shape: [2 ** 40], strides: [0] }, 'limit-exceeded'],
      ['a storage longer than the file', { length: 5 }, 'invalid-storage'],
      ['a storage of negative length', { length: -1 }, 'invalid-storage'],
      ['a storage of gigantic length', { length: 2n ** 62n }, 'invalid-storage'],
      ['a storage of another type', { type: 'DoubleStorage' }, 'invalid-storage'],
      ['a storage of no dtype', { type: 'UntypedStorage' }, 'invalid-pickle'],
    ])('%s', (_what, parts, code) => {
      expect(() => readTorch(zipFile(withTensor(parts)))).toThrow(failure(code));
    });

    it('and allows what only looks so', () => {
      const empty = readTorch(legacyFile(withTensor({ shape: [0, 2 ** 52], strides: [9, 1] }))).tensors.get(
        'w',
      )!;
      expect(empty).toEqual({ dtype: 'F32', shape: [0, 2 ** 52], bytes: new Uint8Array(0) });
      expect(names(withTensor({ shape: [4, 1], strides: [1, 99] }))).toEqual(['w']);
    });
  });

  describe('refuses storages', () => {
    const storage = { key: '0', count: 4, bytes: float4 };
    it.each<[string, Parameters<typeof legacyFile>[1], string]>([
      ['that are not there', [], 'invalid-storage'],
      ['that no tensor uses', [storage, { ...storage, key: '1' }], 'invalid-storage'],
      ['that come twice', [storage, storage], 'invalid-storage'],
      ['of negative length', [{ ...storage, count: -1 }], 'invalid-storage'],
      ['longer than the file', [{ ...storage, count: 5 }], 'truncated'],
      ['of gigantic length', [{ ...storage, count: 2n ** 62n }], 'truncated'],
    ])('%s', (_what, storages, code) => {
      expect(() => readTorch(legacyFile(withTensor({}), storages))).toThrow(failure(code));
    });
  });

  describe('runs no code and refuses', () => {
    it.each([
      'os\nsystem',
      'builtins\neval',
      '__builtin__\ngetattr',
      'torch\nload',
      'torch.storage\n_load_from_bytes',
    ])('the global %s', (name) => {
      const evil = bytesOf(`c${name}\n(`, text('echo'), 'tR');
      expect(() => names(dict({ w: evil }))).toThrow(
        failure('forbidden-global', new RegExp(name.replace('\n', '\\.'))),
      );
      const [module, attribute] = name.split('\n');
      expect(() => names(dict({ w: bytesOf(text(module), text(attribute), [0x93]) }))).toThrow(
        failure('forbidden-global'),
      );
    });

    it.each<[string, Part]>([
      ['calling data', bytesOf(text('a'), ')R')],
      ['calling a type that is only an argument', 'ctorch\nTensor\n)R'],
      ['state of something that is no dict', ']}b'],
      ['opcodes that torch.save does not write', '(ios\nsystem\n'],
      ['extension codes', [0x82, 1]],
      ['buffers outside the pickle', [0x97]],
      ['a protocol of the future', [0x80, 6]],
      ['a tensor without storage', 'ctorch._utils\n_rebuild_tensor_v2\n(NK\x00))tR'],
      ['a parameter without tensor', 'ctorch._utils\n_rebuild_parameter\n(NtR'],
      [
        'a type rebuilt by another function',
        'ctorch._tensor\n_rebuild_from_type_v2\n(ccollections\nOrderedDict\nN)NtR',
      ],
      ['a type rebuilt by itself', 'ctorch._tensor\n_rebuild_from_type_v2\n(h\x00N)NtR'],
      ['a persistent id that is no storage', bytesOf('(', text('module'), 'tQ')],
      ['a dict of something else', 'ccollections\nOrderedDict\nK\x01\x85R'],
      ['a pop from nothing', 'R'],
      ['a pop through a mark', '(\x85'],
      ['a mark that was never set', 't'],
      ['a memo that was never written', 'h\x07'],
      ['a key without a value', '}(Nu'],
      ['an item appended to a dict', '}Na'],
      ['an item set in a list', ']NNs'],
      ['an integer that is none', 'I0x10\n'],
      ['text that is no UTF-8', bytesOf('X', uint32(1), [0xff])],
      ['a name without end', `c${'a'.repeat(2000)}`],
      ['a number of 2^31 digits', bytesOf([0x8b], uint32(0x7fffffff))],
    ])('%s', (_what, object) => {
      expect(() => readTorch(legacyFile(object))).toThrow(
        expect.objectContaining({ name: 'CheckpointError' }),
      );
    });

    it.each<[string, Part]>([
      ['text', bytesOf([0x8d], uint64(2n ** 63n))],
      ['bytes', bytesOf([0x8e], uint64(-1n))],
      ['an old string', bytesOf('T', uint32(0xffffffff))],
    ])('gigantic lengths of %s', (_what, object) => {
      expect(() => readTorch(legacyFile(object))).toThrow(failure('truncated'));
    });
  });

  describe('takes bounded time and memory for', () => {
    it('tuples that double forty times', () => {
      expect(
        readTorch(legacyFile(dict({ w: tensor(), laughs: bytesOf('N', '2\x86'.repeat(40)) }))).ignored,
      ).toEqual(['laughs']);
    });

    it('dicts that double forty times', () => {
      const doubled = bytesOf(
        dict({ w: tensor() }),
        ...Array.from({ length: 12 }, (_, i) =>
          bytesOf('q', [i], '0}(', text('a'), 'h', [i], text('b'), 'h', [i], 'u'),
        ),
      );
      expect(readTorch(legacyFile(doubled)).tensors.size).toBe(4096);
      const laughs = bytesOf(
        'q\xff0}(',
        ...Array.from('abcdefgh', (key) => bytesOf(text(key), 'h\xff')),
        'u',
      );
      const deep = bytesOf(dict({ w: tensor() }), ...new Array(8).fill(laughs));
      expect(() => readTorch(legacyFile(deep))).toThrow(failure('limit-exceeded'));
    });

    it('a dict that contains itself', () => {
      const ring = bytesOf('}q\x00(', text('model'), 'h\x00', text('w'), tensor(), 'u');
      expect(() => readTorch(legacyFile(ring))).toThrow(failure('limit-exceeded'));
    });

    it('a list that contains itself', () => {
      expect(readTorch(legacyFile(dict({ w: tensor(), l: ']q\x00h\x00a' }))).ignored).toEqual(['l']);
    });

    it('nesting half a million levels deep', () => {
      const nested = bytesOf(']'.repeat(5e5), 'a'.repeat(5e5 - 1));
      expect(readTorch(legacyFile(dict({ w: tensor(), nested }))).ignored).toEqual(['nested']);
    });

    it('dicts nested deeper than any training script nests them', () => {
      const nested = Array.from({ length: 20 }).reduce<Uint8Array>(
        (inner) => dict({ a: inner }),
        dict({ w: tensor() }),
      );
      expect(() => readTorch(legacyFile(nested))).toThrow(failure('limit-exceeded'));
    });

    it('tuples that double forty times, where a name, a length, a size or a stride belongs', () => {
      const laughs = bytesOf('N', '2\x86'.repeat(40));
      const named = bytesOf('}(', laughs, tensor(), text('w'), tensor(), 'u');
      expect(names(named)).toEqual(['(list)', 'w']);
      const storage = (length: Part) =>
        bytesOf('(', text('storage'), 'ctorch\nFloatStorage\n', text('0'), text('cpu'), length, 'tQ');
      const rebuilt = (...parts: Part[]) => bytesOf('ctorch._utils\n_rebuild_tensor\n(', ...parts, 'tR');
      for (const [object, code] of [
        [rebuilt(storage(laughs), 'K\x00', ')', ')'), 'invalid-storage'],
        [rebuilt(storage('K\x04'), laughs, ')', ')'), 'invalid-tensor'],
        [rebuilt(storage('K\x04'), 'K\x00', bytesOf(laughs, '\x85'), 'K\x01\x85'), 'invalid-tensor'],
        [rebuilt(storage('K\x04'), 'K\x00', 'K\x01\x85', bytesOf(laughs, '\x85')), 'invalid-tensor'],
      ] as const) {
        expect(() => readTorch(legacyFile(dict({ w: object })))).toThrow(failure(code));
      }
    });

    it('more instructions than any state dict has', () => {
      expect(() => readTorch(legacyFile('N0'.repeat(1_000_001)))).toThrow(failure('limit-exceeded'));
    });

    it('a list of pairs that is made a dict again and again', () => {
      const pairs = bytesOf('](', bytesOf(...new Array(20_000).fill('NN\x86')), 'eq\x000');
      const again = `ccollections\nOrderedDict\nq\x010${'h\x01h\x00\x85R0'.repeat(100_000)}`;
      const started = performance.now();
      expect(names(bytesOf(pairs, again, dict({ w: tensor() })))).toEqual(['w']);
      expect(performance.now() - started).toBeLessThan(20_000);
    });

    it('memo entries at far apart keys', () => {
      const memo = bytesOf(...[0, 0xffffffff, 0x7fffffff].map((key) => bytesOf('Nr', uint32(key), '0')));
      expect(names(bytesOf(memo, dict({ w: tensor() })))).toEqual(['w']);
    });
  });
});
