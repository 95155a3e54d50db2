import { describe, expect, it } from 'vitest';
import { small } from '../test/small-program.js';
import { checkImage, Engine, EngineError, loadProgram, readPixels, saveProgram } from './index.js';

const thrownBy = (body: () => unknown): unknown => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};
const refusal = (code: string, text: RegExp) => (error: unknown) =>
  EngineError.isInstance(error) && error.code === code && text.test(error.message);
const floats = (change: (values: Float32Array) => void) => {
  const data = new Float32Array(256).fill(0.5);
  change(data);
  return { data, width: 16, height: 16 };
};

describe('an image', () => {
  it.each([
    ['NaN', floats((data) => data.fill(Number.NaN, 7, 8)), /Value 7 of the image is NaN/],
    ['an infinity', floats((data) => data.fill(Number.NEGATIVE_INFINITY, 9, 10)), /Value 9.*finite/],
    ['0..255 as floats', floats((data) => data.fill(200, 3, 4)), /0\.5 to 200.*white: 255/],
    ['Hounsfield units as floats', floats((data) => data.fill(-1000)), /-1000 to -1000.*window/],
    [
      'no number',
      { data: [...new Array(255).fill(1), undefined], width: 16, height: 16, white: 1 },
      /255.*undefined/,
    ],
    ['big integers', { data: new BigInt64Array(256), width: 16, height: 16, white: 1 }, /Value 0/],
    [
      'an endless white',
      { ...floats(() => {}), white: Number.POSITIVE_INFINITY },
      /white of the image is Inf/,
    ],
    ['text', 'scan.png', /the text 'scan.png'/],
    ['nothing', undefined, /undefined/],
    ['a number', 5, /it is 5/],
    ['an empty object', {}, /its data undefined/],
    ['a buffer', { data: new ArrayBuffer(256), width: 16, height: 16 }, /its data a ArrayBuffer/],
  ])('of %s is refused with the cure', async (_title, image, message) => {
    expect(thrownBy(() => checkImage(image as never))).toSatisfy(refusal('image', message));
    const engine = await Engine.create(small(1), { threads: 1 });
    expect(thrownBy(() => engine.segment(image as never))).toSatisfy(refusal('image', message));
    engine.dispose();
  });

  it('of floats is taken with a white, as it is with white 1, and a little beyond black and white', () => {
    for (const [value, white] of [
      [200, 255],
      [-1000, 1],
      [1.004, undefined],
      [-0.004, undefined],
    ]) {
      const image = floats((data) => data.fill(value as number, 3, 4));
      expect(checkImage({ ...image, white })).toMatchObject({ channels: 1, white: white ?? 1 });
    }
  });

  it('of a tensor has its values, and its shape is checked', async () => {
    const tensor = (shape: number[], dtype: string) => ({
      shape,
      dtype,
      data: async () => new Int32Array(4),
    });
    expect(await readPixels(tensor([2, 2], 'int32'))).toMatchObject({ width: 2, height: 2, white: 255 });
    expect(await readPixels(tensor([2, 2, 1], 'float32'))).not.toHaveProperty('white');
    await expect(readPixels(tensor([1, 2, 2, 1], 'int32'))).rejects.toSatisfy(
      refusal('image', /\[1,2,2,1\]/),
    );
  });
});

it('a network with one output channel marks what its sigmoid puts above one half', async () => {
  const program = { ...small(1, 2), activation: 'sigmoid' as const };
  program.nodes[3] = {
    ...program.nodes[3],
    channels: 1,
    filter: Float32Array.from([3, -2, 1, 2, -3, 1, 2, 1, -1, 1, 1, -2]),
  } as never;
  const engine = await Engine.create(program, { threads: 1 });
  const image = { data: Uint8Array.from({ length: 1024 }, (_, i) => (i * 31) % 256), width: 32, height: 32 };
  const { mask, probabilities, classes } = engine.segment(image);
  const input = Float32Array.from(image.data, (value) => (value / 255 - 0.5) / 0.25);
  const output = engine.logits(input, image);
  expect([classes, output.length, probabilities?.length]).toEqual([2, 1024, 2048]);
  expect([...mask]).toEqual(Array.from(output, (share) => Number(share > 0.5)));
  expect(new Set(mask).size).toBe(2);
  for (let i = 0; i < 1024; i++) expect(probabilities?.[2 * i + 1]).toBeCloseTo(output[i], 5);
  engine.dispose();
});

it('weights that are no finite numbers, other files, and unknown options are refused', async () => {
  const broken = small();
  Object.assign(broken.nodes[1], { slopes: new Float32Array(8).fill(Number.NaN) });
  await expect(Engine.create(broken)).rejects.toSatisfy(refusal('program', /Node 1.*no finite numbers/));
  for (const file of [undefined, 'file', 3, {}, new Uint8Array(9), new ArrayBuffer(8)]) {
    expect(thrownBy(() => loadProgram(file as never))).toSatisfy(refusal('program', /./));
  }
  await expect(loadProgram(new Blob())).rejects.toSatisfy(refusal('program', /./));
  await expect(loadProgram(new Blob([saveProgram(small()).slice()]))).resolves.toEqual(small());
  for (const options of [{ thread: 1 }, 'relaxed', 3, [], null]) {
    await expect(Engine.create(small(), options as never)).rejects.toSatisfy(
      refusal('invalid-argument', /./),
    );
  }
  await expect(Engine.create(small(), { thread: 1 } as never)).rejects.toThrow(/Did you mean threads/);
  await expect(Engine.create(small(), { simd: 'Relaxed' } as never)).rejects.toThrow(/'auto', 'relaxed'/);
  for (const program of [undefined, 'x', 3, {}]) {
    await expect(Engine.create(program as never)).rejects.toSatisfy(refusal('program', /./));
  }
});
