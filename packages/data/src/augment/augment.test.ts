import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import {
  compose,
  paperAugmentation,
  referenceAugmentation,
  sometimes,
  strongAugmentation,
} from './compose.js';
import { ElasticField } from './elastic-field.js';
import {
  elasticDeformation,
  marginCrop,
  randomCrop,
  randomFlip,
  randomRotation,
  randomScale,
} from './geometric.js';
import { blur, gaussianNoise, intensityShift, randomContrast, randomGamma } from './photometric.js';
import { randomDeformation } from './random-deformation.js';
import type { Sample, Transform } from './sample.js';
import { cropSample, flipSample, resizeSample } from './warp.js';

const samples = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1, 3),
  })
  .map(({ width, height, channels }): Sample => {
    const random = Random.from(width, height, channels);
    return {
      width,
      height,
      channels,
      image: Float32Array.from({ length: width * height * channels }, () => random.int(0, 255)),
      mask: Uint8Array.from({ length: width * height }, () => random.int(0, 2)),
    };
  });

/** A sharp-edged disc whose picture is its mask: wherever both move, they must move together. */
function disc(size: number): Sample {
  const mask = new Uint8Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if ((x - size * 0.4) ** 2 + (y - size * 0.55) ** 2 < (size * 0.25) ** 2) mask[y * size + x] = 1;
  return { width: size, height: size, channels: 1, image: Float32Array.from(mask), mask };
}

const geometric: Record<string, Transform> = {
  randomFlip: randomFlip({ horizontal: 0.5, vertical: 0.5 }),
  randomScale: randomScale(),
  randomCrop: randomCrop({ width: 40, height: 30, maskFill: 0 }),
  marginCrop: marginCrop({ max: 9, probability: 1 }),
  randomRotation: randomRotation({ degrees: 40 }),
  elasticDeformation: elasticDeformation({ amplitude: 4, wavelength: 20 }),
  randomDeformation: randomDeformation({ elastic: { probability: 1 } }),
};
const photometric: Record<string, Transform> = {
  intensityShift: intensityShift(),
  randomGamma: randomGamma(),
  gaussianNoise: gaussianNoise(),
  randomContrast: randomContrast(),
  blur: blur(),
};

describe('geometric transforms', () => {
  for (const [name, transform] of Object.entries(geometric)) {
    it(`${name} moves image and mask alike`, () => {
      for (let seed = 0; seed < 12; seed++) {
        const { image, mask } = transform(disc(64), Random.from(seed));
        // Bilinear values round to the nearest label, but for ties of about half a pixel.
        let wrong = 0;
        image.forEach((value, i) => {
          if (Math.abs(value - mask![i]) > 0.78) wrong++;
        });
        expect(wrong).toBe(0);
        expect(image.length).toBe(mask!.length);
      }
    });
  }

  it('mirror twice changes nothing', () => {
    fc.assert(
      fc.property(samples, fc.boolean(), fc.boolean(), (sample, horizontal, vertical) => {
        expect(flipSample(flipSample(sample, horizontal, vertical), horizontal, vertical)).toEqual(sample);
      }),
    );
  });

  it('resizing to the same size and cropping everything change nothing', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        expect(resizeSample(sample, sample.width, sample.height)).toEqual(sample);
        expect(cropSample(sample, 0, 0, sample.width, sample.height)).toEqual(sample);
      }),
    );
  });

  it('resizes at half-pixel centers', () => {
    const sample: Sample = {
      width: 2,
      height: 1,
      channels: 1,
      image: Float32Array.of(0, 4),
      mask: Uint8Array.of(0, 9),
    };
    const { image, mask } = resizeSample(sample, 4, 1);
    expect([...image]).toEqual([0, 1, 3, 4]);
    expect([...mask!]).toEqual([0, 0, 9, 9]);
  });

  it('a crop beyond the border is filled with 0 and the ignored label', () => {
    const sample: Sample = {
      width: 1,
      height: 1,
      channels: 1,
      image: Float32Array.of(7),
      mask: Uint8Array.of(1),
    };
    const { image, mask } = cropSample(sample, -1, 0, 3, 2);
    expect([...image]).toEqual([0, 7, 0, 0, 0, 0]);
    expect([...mask!]).toEqual([255, 1, 255, 255, 255, 255]);
    expect(cropSample(sample, 5, 5, 1, 1).mask![0]).toBe(255);
  });

  it('never invents a label', () => {
    fc.assert(
      fc.property(samples, fc.integer(), (sample, seed) => {
        const allowed = new Set([...sample.mask!, 0]);
        const all = compose(Object.values(geometric));
        for (const label of all(sample, Random.from(seed)).mask!) expect(allowed.has(label)).toBe(true);
      }),
    );
  });

  const still = { degrees: 0, scale: 0, aspect: 0, shear: 0, shift: 0, flip: { horizontal: 0, vertical: 0 } };

  it('a deformation of no amount changes nothing, and each amount does what its name says', () => {
    const none = { ...still, elastic: { probability: 0 } };
    const equal = (a: Sample, b: Sample) => {
      expect(a.mask).toEqual(b.mask);
      for (const [i, value] of a.image.entries()) expect(value).toBeCloseTo(b.image[i], 4);
    };
    equal(randomDeformation(none)(disc(32), Random.from(1)), disc(32));
    const mirrored = randomDeformation({ ...none, flip: { horizontal: 1, vertical: 1 } })(
      disc(32),
      Random.from(1),
    );
    equal(mirrored, flipSample(disc(32), true, true));
    const area = (sample: Sample) => sample.mask!.reduce((a, b) => a + b, 0);
    for (let seed = 0; seed < 6; seed++) {
      const scaled = area(randomDeformation({ ...none, scale: 0.35 })(disc(64), Random.from(seed)));
      expect(scaled / area(disc(64))).toBeGreaterThan(Math.exp(-0.75));
      expect(scaled / area(disc(64))).toBeLessThan(Math.exp(0.75));
      const leaned = area(
        randomDeformation({ ...none, shear: 0.12, degrees: 20 })(disc(64), Random.from(seed)),
      );
      expect(leaned / area(disc(64))).toBeCloseTo(1, 1);
    }
  });

  it('labels what comes from outside of the picture, and repeats the border of the image', () => {
    const full: Sample = {
      width: 16,
      height: 16,
      channels: 1,
      image: new Float32Array(256).fill(3),
      mask: new Uint8Array(256).fill(1),
    };
    const moved = { ...still, shift: 0.5, elastic: { probability: 0 } };
    const { image, mask } = randomDeformation(moved)(full, Random.from(2));
    expect(new Set(mask)).toEqual(new Set([0, 1]));
    expect(new Set(image)).toEqual(new Set([3]));
    expect(new Set(randomDeformation({ ...moved, outside: 255 })(full, Random.from(2)).mask)).toEqual(
      new Set([255, 1]),
    );
  });

  it('an elastic field is smooth, as large as it should be, and ends at the border as PyTorch resizes', () => {
    const field = new ElasticField(Random.from(3), 96, 64, 8, 5);
    let [squares, steepest, last] = [0, 0, Number.NaN];
    for (let y = 0; y < 64; y++) {
      field.moveTo(y);
      for (let x = 0; x < 96; x++) {
        squares += field.shiftX[x] ** 2 / (96 * 64);
        if (x > 0) steepest = Math.max(steepest, Math.abs(field.shiftX[x] - field.shiftX[x - 1]));
        else if (y > 0) steepest = Math.max(steepest, Math.abs(field.shiftX[x] - last));
        if (x === 0) last = field.shiftX[0];
      }
    }
    expect(Math.sqrt(squares)).toBeGreaterThan(2);
    expect(Math.sqrt(squares)).toBeLessThan(7);
    expect(steepest).toBeLessThan(5);
    // The same nodes on the grid itself: at a node, cubic convolution gives the node.
    const nodes = new ElasticField(Random.from(3), 8, 8, 8, 5);
    nodes.moveTo(2);
    const at = [...nodes.shiftX];
    const threefold = new ElasticField(Random.from(3), 24, 24, 8, 5);
    threefold.moveTo(3 * 2 + 1);
    for (const [x, value] of at.entries()) expect(threefold.shiftX[3 * x + 1]).toBeCloseTo(value, 10);
  });

  it.each([{ degrees: -1 }, { scale: Number.NaN }, { elastic: { grid: 1 } }, { flip: { vertical: -0.1 } }])(
    'a deformation refuses %j',
    (options) => {
      expect(() => randomDeformation(options)).toThrow(
        expect.objectContaining({ name: 'DataError', code: 'invalid-argument' }),
      );
    },
  );

  it('a margin crop keeps the size and enlarges the middle', () => {
    const result = marginCrop({ max: 50, probability: 1 })(disc(64), Random.from(1));
    expect([result.width, result.height]).toEqual([64, 64]);
    const area = (mask: Uint8Array) => mask.reduce((a, b) => a + b, 0);
    expect(area(result.mask!)).toBeGreaterThan(area(disc(64).mask!));
    expect(marginCrop({ max: 50, probability: 0 })(disc(8), Random.from(1))).toEqual(disc(8));
  });
});

describe('photometric transforms', () => {
  it('a blur spreads a point by 1, 2, 1 along both axes', () => {
    const image = new Float32Array(25);
    image[12] = 16;
    const result = blur()({ width: 5, height: 5, channels: 1, image }, Random.from(1)).image;
    expect([...result.subarray(5, 20)]).toEqual([0, 1, 2, 1, 0, 0, 2, 4, 2, 0, 0, 1, 2, 1, 0]);
    const even = blur()(
      { width: 3, height: 2, channels: 1, image: new Float32Array(6).fill(5) },
      Random.from(1),
    );
    expect([...even.image]).toEqual([5, 5, 5, 5, 5, 5]);
  });

  it('the strong augmentation is a function of its seed, and keeps the size', () => {
    const augment = strongAugmentation();
    for (let seed = 0; seed < 4; seed++) {
      const [one, two] = [0, 1].map(() => augment(disc(48), Random.from(seed)));
      expect(one).toEqual(two);
      expect([one.width, one.height]).toEqual([48, 48]);
      expect(one.image.every(Number.isFinite)).toBe(true);
    }
    expect(augment(disc(48), Random.from(1))).not.toEqual(augment(disc(48), Random.from(2)));
  });

  for (const [name, transform] of Object.entries(photometric)) {
    it(`${name} changes the image and leaves the mask and the input alone`, () => {
      const before = disc(32);
      const sample = disc(32);
      const result = transform(sample, Random.from(3));
      expect(result.mask).toEqual(before.mask);
      expect(sample).toEqual(before);
      if (name !== 'randomGamma') expect(result.image).not.toEqual(before.image);
    });
  }

  it('gamma keeps the lowest and highest value and their order', () => {
    const image = Float32Array.of(-2, -1, 0, 3);
    const result = randomGamma()({ width: 4, height: 1, channels: 1, image }, Random.from(2)).image;
    expect([result[0], result[3]]).toEqual([-2, 3]);
    expect([...result].sort((a, b) => a - b)).toEqual([...result]);
    expect(result[1]).not.toBe(-1);
  });

  it('noise has the deviation drawn and is the same in every channel', () => {
    const sample: Sample = { width: 100, height: 100, channels: 3, image: new Float32Array(30000) };
    const drawn = Random.from(4).uniform(0, 0.5);
    const { image } = gaussianNoise({ deviation: 0.5 })(sample, Random.from(4));
    expect(image[0]).toBe(image[2]);
    const deviation = Math.sqrt(image.reduce((a, b) => a + b * b, 0) / image.length);
    expect(deviation / drawn).toBeCloseTo(1, 1);
  });
});

describe('compose', () => {
  it('gives the same sample for the same keys and another for others', () => {
    const augment = compose([...Object.values(geometric), ...Object.values(photometric)]);
    const [a, b, c] = [1, 1, 2].map((epoch) => augment(disc(48), Random.from(7, epoch, 5)));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('the augmentation of the paper gives crops of one size; the reference flips upside down half the time', () => {
    const paper = paperAugmentation({ width: 32, height: 24 });
    let flipped = 0;
    for (let seed = 0; seed < 60; seed++) {
      const sample = paper(disc(40), Random.from(seed));
      expect([sample.width, sample.height]).toEqual([32, 24]);
      const probe: Sample = {
        width: 1,
        height: 400,
        channels: 1,
        image: Float32Array.from({ length: 400 }, (_, i) => i),
      };
      const { image } = referenceAugmentation()(probe, Random.from(seed));
      if (image[0] > image[399]) flipped++;
      expect(Math.min(image[0], image[399])).toBeLessThanOrEqual(16.5);
    }
    expect(flipped).toBeGreaterThan(18);
    expect(flipped).toBeLessThan(42);
  });

  it('sometimes applies a transform with its probability', () => {
    const add: Transform = (sample) => ({ ...sample, image: sample.image.map((value) => value + 1) });
    const random = Random.from(1);
    let applied = 0;
    for (let i = 0; i < 400; i++) {
      applied += sometimes(0.25, add)({ width: 1, height: 1, channels: 1, image: Float32Array.of(0) }, random)
        .image[0];
    }
    expect(Math.abs(applied - 100)).toBeLessThan(35);
  });

  it('says what does not fit in a broken sample', () => {
    const broken: Sample = {
      width: 2,
      height: 2,
      channels: 1,
      image: new Float32Array(4),
      mask: new Uint8Array(3),
    };
    expect(() => flipSample(broken, true, false)).toThrow(
      /4 image values and 3 labels; give 4 values and 4 labels/,
    );
  });
});
