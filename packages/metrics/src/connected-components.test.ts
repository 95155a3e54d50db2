import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from './fixtures/components.json' with { type: 'json' };
import { draw, drawFixture, randomMasks } from './fixtures/masks.js';
import { type Connectivity, connectedComponents } from './index.js';

const connectivities: Record<number, Connectivity[]> = { 2: [4, 8], 3: [6, 18, 26] };

describe('connected components', () => {
  it.each(fixture.cases)(
    'agree with SciPy on $name, down to the numbering',
    ({ mask, dimensions, scipy }) => {
      const { data, shape } = drawFixture(mask, dimensions);
      for (const [key, { count, labels }] of Object.entries(scipy)) {
        const result = connectedComponents(data, {
          shape,
          connectivity: connectivities[dimensions][Number(key) - 1],
        });
        expect(result.count).toBe(count);
        expect([...result.labels]).toEqual(labels);
      }
    },
  );

  it('join arms that meet late, and snakes that turn back', () => {
    const { data, shape } = draw(['#.#.#.#', '#.#.#.#', '#.###.#', '#.....#', '#######']);
    expect(connectedComponents(data, { shape, connectivity: 4 })).toMatchObject({ count: 2, sizes: [15, 7] });
  });

  it('cover the foreground exactly, and coarser connectivity never splits', () => {
    fc.assert(
      fc.property(randomMasks, ({ a, shape }) => {
        const results = connectivities[shape.length].map((connectivity) =>
          connectedComponents(a, { shape, connectivity }),
        );
        for (const { labels, sizes, count } of results) {
          expect([...labels].map((label) => (label > 0 ? 1 : 0))).toEqual([...a]);
          expect(sizes).toEqual(
            Array.from({ length: count }, (_, n) => labels.filter((l) => l === n + 1).length),
          );
        }
        const counts = results.map(({ count }) => count);
        expect(counts).toEqual([...counts].sort((x, y) => y - x));
        // The default is the widest.
        expect(connectedComponents(a, { shape }).count).toBe(counts.at(-1));
      }),
    );
  });

  it('of an empty mask are none', () => {
    expect(connectedComponents([0, 0], { shape: [1, 2] })).toMatchObject({ count: 0, sizes: [] });
  });

  it('take one label of many, and refuse many without one', () => {
    expect(connectedComponents([3, 0, 3, 1], { shape: [1, 4], label: 3 }).count).toBe(2);
    expect(() => connectedComponents([3, 0, 3, 1], { shape: [1, 4] })).toThrow(/pass label/);
  });
});
