import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Gate } from './gate.js';

it('work side by side never holds more than the limit, begins in order, and all of it is done', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.record({ bytes: fc.nat(150), fails: fc.boolean() }), { maxLength: 20 }),
      async (scheduler, limit, items) => {
        const gate = new Gate(limit);
        const begun: number[] = [];
        let held = 0;
        const runs = items.map(({ bytes, fails }, index) =>
          gate.run(bytes, async () => {
            begun.push(index);
            held += Math.min(bytes, limit);
            expect(held).toBeLessThanOrEqual(limit);
            await scheduler.schedule(Promise.resolve());
            held -= Math.min(bytes, limit);
            if (fails) throw new Error('of this item');
          }),
        );
        await scheduler.waitFor(Promise.allSettled(runs));
        const results = await Promise.allSettled(runs);
        expect(results.map(({ status }) => status === 'rejected')).toEqual(items.map(({ fails }) => fails));
        expect(begun).toEqual(items.map((_, index) => index));
      },
    ),
  );
});

it('work that is stopped while it waits never begins, and what came after it does', async () => {
  const gate = new Gate(2);
  const stop = new AbortController();
  let end = () => {};
  const first = gate.run(1, () => new Promise<void>((resolve) => (end = resolve)));
  const begun: string[] = [];
  const large = gate.run(2, async () => void begun.push('large'), stop.signal);
  const small = gate.run(1, async () => void begun.push('small'));
  stop.abort(new Error('stopped'));
  await expect(large).rejects.toThrow('stopped');
  await small;
  end();
  await first;
  expect(begun).toEqual(['small']);
  await expect(gate.run(1, async () => {}, stop.signal)).rejects.toThrow('stopped');
});
