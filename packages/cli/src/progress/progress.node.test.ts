import { Writable } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { startProgress } from './progress.js';

afterEach(() => vi.useRealTimers());

function stream(isTTY: boolean) {
  const written: string[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const terminal = {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  };
  return { written, sink: Object.assign(sink, terminal) as unknown as NodeJS.WriteStream };
}

it('a line is written for each step, and within a long one every ten seconds', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { written, sink } = stream(false);
  const progress = startProgress(2, sink);
  progress.step('a: done');
  progress.within(0.1, 'b: slice 1 of 10');
  vi.advanceTimersByTime(10_001);
  progress.within(0.2, 'b: slice 2 of 10');
  progress.within(0.3, 'b: slice 3 of 10');
  progress.step('b: done');
  progress.stop();
  expect(written).toEqual(['[1/2] a: done\n', '[1/2] b: slice 2 of 10\n', '[2/2] b: done\n']);
});

it('on a terminal the bar moves within a step, and counts whole ones', () => {
  const { written, sink } = stream(true);
  const progress = startProgress(2, sink);
  progress.within(0.5, 'a: slice 5 of 10');
  progress.stop();
  expect(written.join('')).toMatch(/0\/2 {2}a: slice 5 of 10/);
  expect(written.join('')).not.toMatch(/0\.5/);
});
