import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeStores } from './place-stores.js';

/** Each step makes a store of some size, and frees some of those that are alive. */
const programs = fc
  .array(
    fc.record({ size: fc.integer({ min: 1, max: 50 }), frees: fc.array(fc.nat(100), { maxLength: 3 }) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((steps) => {
    const alive: number[] = [];
    return steps.map(({ size, frees }, store) => {
      const gone = [...new Set(frees)]
        .filter(() => alive.length > 0)
        .map((pick) => alive.splice(pick % alive.length, 1)[0])
        .filter((freed) => freed !== undefined);
      alive.push(store);
      return { store, size, frees: gone };
    });
  });

describe('the places of stores', () => {
  it('of stores that are alive at once never overlap, and stay within their arenas', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 50, max: 400 }), (steps, capacity) => {
        const sizes = steps.map(({ size }) => size);
        const placed = placeStores(steps, sizes, capacity);
        const alive = new Set<number>();
        let most = 0;
        for (const { store, frees } of steps) {
          alive.add(store);
          most = Math.max(
            most,
            [...alive].reduce((sum, other) => sum + sizes[other], 0),
          );
          if (placed) {
            const own = placed.places[store];
            expect(own.offset + sizes[store]).toBeLessThanOrEqual(placed.strides[own.arena]);
            expect(placed.strides[own.arena]).toBeLessThanOrEqual(capacity);
            for (const other of alive) {
              const place = placed.places[other];
              if (other === store || place.arena !== own.arena) continue;
              const apart =
                place.offset + sizes[other] <= own.offset || own.offset + sizes[store] <= place.offset;
              expect(apart).toBe(true);
            }
          }
          for (const freed of frees) alive.delete(freed);
        }
        // One arena that holds all that is alive at once would do but for gaps.
        if (!placed) expect(2 * most).toBeGreaterThan(capacity);
      }),
    );
  });

  it('are used again', () => {
    const chain = Array.from({ length: 10 }, (_, store) => ({ store, frees: store > 0 ? [store - 1] : [] }));
    expect(placeStores(chain, Array(10).fill(7), 100)?.strides).toEqual([14]);
    expect(placeStores(chain, Array(10).fill(7), 7)?.strides).toEqual([7, 7]);
    expect(placeStores(chain, Array(10).fill(7), 6)).toBeUndefined();
  });
});
