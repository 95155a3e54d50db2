import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKeys } from '../random.js';
import { chestPhantom } from './chest-phantom.js';
import { phantomSlice8bit } from './phantom-slice-8bit.js';

const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);
const digest = (values: ArrayLike<number>) => hashKeys(...Array.from(values));

function meanHu(phantom: ReturnType<typeof chestPhantom>, choose: (index: number) => boolean): number {
  let total = 0;
  let count = 0;
  phantom.volume.data.forEach((hu, i) => {
    if (choose(i)) {
      total += hu;
      count++;
    }
  });
  return total / count;
}

describe('chestPhantom', () => {
  it('gives the same bytes for a seed on every platform', () => {
    const { volume, labels } = chestPhantom({ seed: 11, size: 64, slices: 2 });
    // The same in V8 and in QuickJS. A change here is a change of every phantom ever published.
    expect([digest(volume.data), digest(labels)]).toMatchInlineSnapshot(`
      [
        -528493408,
        950960200,
      ]
    `);
  });

  it('gives another patient for another seed', () => {
    const [a, b] = [1, 2].map((seed) => chestPhantom({ seed, size: 64 }).volume.data);
    expect(digest(a!)).not.toBe(digest(b!));
  });

  it('keeps infection and effusion inside the lungs and the lungs inside the body', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (seed, level) => {
        const { masks, labels } = chestPhantom({ seed, size: 64, level, lesions: { effusion: 0.5 } });
        for (let i = 0; i < labels.length; i++) {
          if (masks.infection[i] || masks.effusion[i]) expect(masks.lung[i]).toBe(1);
          if (masks.lung[i]) expect(masks.body[i]).toBe(1);
          expect(masks.infection[i]).toBe(labels[i] === 1 || labels[i] === 2 ? 1 : 0);
        }
        expect(sum(masks.lung)).toBeGreaterThan(0);
      }),
      { numRuns: 20 },
    );
  });

  it('has the densities of air, aerated lung, ground glass and consolidation', () => {
    const phantom = chestPhantom({
      seed: 4,
      size: 128,
      slices: 16,
      lesions: { groundGlass: 10, consolidation: 1 },
    });
    const { masks, labels } = phantom;
    expect(meanHu(phantom, (i) => !masks.body[i])).toBeLessThan(-940);
    const healthy = meanHu(phantom, (i) => masks.lung[i] === 1 && labels[i] === 0);
    expect(healthy).toBeGreaterThan(-900);
    expect(healthy).toBeLessThan(-720);
    const glass = meanHu(phantom, (i) => labels[i] === 1);
    expect(glass).toBeGreaterThan(-700);
    expect(glass).toBeLessThan(-300);
    expect(meanHu(phantom, (i) => labels[i] === 2)).toBeGreaterThan(-250);
    const wall = meanHu(phantom, (i) => masks.body[i] === 1 && masks.lung[i] === 0);
    expect(wall).toBeGreaterThan(-110);
    expect(wall).toBeLessThan(150);
  });

  it('leaves a healthy patient without infection', () => {
    const { masks } = chestPhantom({ seed: 4, size: 64, slices: 8, lesions: 'none' });
    expect(sum(masks.infection)).toBe(0);
    expect(sum(masks.effusion)).toBe(0);
    expect(sum(masks.lung)).toBeGreaterThan(1000);
  });

  it('fills the lung bases with fluid when asked to', () => {
    const { masks } = chestPhantom({
      seed: 5,
      size: 64,
      slices: 8,
      lesions: { groundGlass: 0, effusion: 1 },
    });
    expect(sum(masks.effusion)).toBeGreaterThan(50);
    expect(sum(masks.infection)).toBe(0);
  });

  it('lays a veil over one lobe, up to its fissure, and a dense band along the back', () => {
    const share = (lesions: object) => {
      let [infected, lung, low, solid] = [0, 0, 0, 0];
      for (let seed = 0; seed < 12; seed++) {
        const { masks, labels, volume } = chestPhantom({ seed, size: 64, level: 0.45, lesions });
        infected += sum(masks.infection);
        lung += sum(masks.lung);
        for (let i = 0; i < labels.length; i++) {
          if (labels[i] !== 2) continue;
          solid++;
          // Rows run to the back.
          low += Math.floor(i / 64) * volume.spacing[1] + volume.origin[1] > 0 ? 1 : 0;
        }
      }
      return { infected: infected / lung, low: low / solid, solid };
    };
    const few = { groundGlass: 1, extent: 0.3, effusion: 0, consolidation: 0 };
    const healthy = share({ ...few, veil: 0, dependent: 0 });
    const veiled = share({ ...few, veil: 1, dependent: 0 });
    const banded = share({ ...few, veil: 0, dependent: 1 });
    expect(veiled.infected).toBeGreaterThan(healthy.infected + 0.15);
    expect([healthy.solid, veiled.solid]).toEqual([0, 0]);
    expect(banded.low).toBeGreaterThan(0.9);
  });

  it('stacks slices that continue each other and states its geometry', () => {
    const { volume, masks } = chestPhantom({ seed: 8, size: 64, slices: 40, noise: 0 });
    expect(volume.shape).toEqual([40, 64, 64]);
    expect(volume.unit).toBe('HU');
    expect(volume.spacing[0] * 40).toBeGreaterThan(200);
    expect(volume.spacing[1]).toBe(volume.spacing[2]);
    const plane = 64 * 64;
    let differing = 0;
    for (let i = 20 * plane; i < 21 * plane; i++) if (masks.lung[i] !== masks.lung[i + plane]) differing++;
    expect(differing).toBeLessThan(0.08 * plane);
    // Twenty slices (half the lung) apart the anatomy is another one.
    let far = 0;
    for (let i = 2 * plane; i < 3 * plane; i++) if (masks.lung[i] !== masks.lung[i + 30 * plane]) far++;
    expect(far).toBeGreaterThan(2 * differing);
  });

  it('shows the same anatomy at another size: the lung areas agree in square millimeters', () => {
    const area = (size: number) => {
      const { volume, masks } = chestPhantom({ seed: 21, size });
      return sum(masks.lung) * volume.spacing[1] * volume.spacing[2];
    };
    expect(area(256) / area(96)).toBeCloseTo(1, 1);
  });

  it('obeys kernel, noise, circle and couch', () => {
    const base = { seed: 3, size: 96, lesions: 'none' } as const;
    const quiet = chestPhantom({ ...base, noise: 0 });
    const loud = chestPhantom({ ...base, noise: 60 });
    const spread = (phantom: typeof quiet) => {
      let squares = 0;
      let count = 0;
      phantom.volume.data.forEach((hu, i) => {
        if (!phantom.masks.body[i]) return;
        squares += (hu - quiet.volume.data[i]) ** 2;
        count++;
      });
      return Math.sqrt(squares / count);
    };
    expect(spread(loud)).toBeGreaterThan(40);
    expect(spread(loud)).toBeLessThan(75);
    const round = chestPhantom({ ...base, circle: true });
    expect(round.volume.data[0]).toBe(-2000);
    const bare = chestPhantom({ ...base, noise: 0, couch: false });
    expect(digest(bare.volume.data)).not.toBe(digest(quiet.volume.data));
  });

  it('refuses sizes that make no picture', () => {
    expect(() => chestPhantom({ size: 12.5 })).toThrow(/size is 12.5; give an integer/);
    expect(() => chestPhantom({ slices: 0 })).toThrow(/slices is 0/);
    expect(() => chestPhantom({ seed: 0.5 })).toThrow(/seed is 0.5/);
    expect(() => chestPhantom({ thickness: Number.NaN })).toThrow(/thickness is NaN/);
    expect(() => chestPhantom({ fieldOfView: -1 })).toThrow(/fieldOfView is -1/);
  });
});

describe('phantomSlice8bit', () => {
  it('maps the lung window of CT100 to 0..255: dark lungs, bright wall', () => {
    const { image, mask, width, height } = phantomSlice8bit({ seed: 2, size: 128 });
    expect(image.length).toBe(width * height);
    expect(mask.length).toBe(image.length);
    expect(sum(mask)).toBeGreaterThan(0);
    const bright = image.filter((value) => value > 190).length / image.length;
    expect(bright).toBeGreaterThan(0.15);
    const dark = image.filter((value) => value > 40 && value < 110).length / image.length;
    expect(dark).toBeGreaterThan(0.2);
  });

  it('infects a share of the pixels as CT100 does (mean 6.9 %, three quarters below 10 %)', () => {
    const shares = Array.from(
      { length: 24 },
      (_, seed) => sum(phantomSlice8bit({ seed, size: 64 }).mask) / 4096,
    );
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    expect(mean).toBeGreaterThan(0.02);
    expect(mean).toBeLessThan(0.12);
    expect(Math.max(...shares)).toBeLessThan(0.35);
  });

  it('draws a 512 x 512 slice fast enough for a demo (about 0.15 s; the limit leaves room for a busy machine)', () => {
    phantomSlice8bit({ seed: 1, size: 512 });
    const times = [2, 3, 4].map((seed) => {
      const start = performance.now();
      phantomSlice8bit({ seed, size: 512 });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(1500);
  });
});
