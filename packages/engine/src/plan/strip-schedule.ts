/**
 * The order in which an image is computed strip by strip. Rows of the image come in round by round, and every step goes as
 * far as the rows of its inputs reach, so that each row of each map is computed once, by the same kernel as in the whole
 * image. A map keeps those rows alone that a step still has to read.
 */
import type { Program, Value } from '../program/program.js';
import { type Size, sizes } from '../program/sizes.js';
import { sampleRow } from './general-calls.js';
import type { Reading } from './readings.js';
import { readingsOf } from './readings.js';
import type { Step } from './steps.js';

/** Rows [first, end) of something. */
export interface RowRange {
  first: number;
  end: number;
}

export interface ScheduledRound {
  /** Of the image. */
  input: RowRange;
  /** Of each step that goes on, in their order. */
  steps: ({ step: number } & RowRange)[];
  /** Of the output, as large as the image. */
  output: RowRange;
  /** For each value the first row that is still needed when the round begins, -border or above. */
  keep: Int32Array;
  /** And the row behind the last one that there is when it ends, the border behind the map included. */
  top: Int32Array;
}

export interface Schedule {
  sizes: Size[];
  rounds: ScheduledRound[];
  /** Rows that each value must have room for. */
  rows: number[];
}

/** @param strip Rows of the image in each round. @param borders Of each value. */
export function scheduleStrips(
  program: Program,
  steps: readonly Step[],
  borders: readonly number[],
  image: Size,
  strip: number,
): Schedule {
  const known = sizes(program, image);
  const logits: Reading = {
    value: program.output,
    low: (row) => sampleRow(row, known[program.output].height, image.height).low,
    high: (row) => sampleRow(row, known[program.output].height, image.height).high + 1,
  };
  const workers = [
    ...steps.map((step) => worker(known[step.value].height, readingsOf(step, known), step.writes)),
    worker(image.height, [logits], []),
  ];
  const last = workers.length - 1;
  const readers = program.nodes.map((_, value) =>
    workers.flatMap((reader) =>
      reader.readings.filter((reading) => reading.value === value).map((reading) => ({ reader, reading })),
    ),
  );
  const done = program.nodes.map((node, value) => (node.op === 'constant' ? known[value].height : 0));
  const topOf = (value: Value) => done[value] + (done[value] === known[value].height ? borders[value] : 0);
  const keepOf = (value: Value) =>
    readers[value].reduce(
      (least, { reader, reading }) =>
        reader.done === reader.height ? least : Math.min(least, reading.low(reader.done)),
      topOf(value),
    );
  const pace = (height: number) => Math.max(1, Math.ceil((strip * height) / image.height));
  const rounds: ScheduledRound[] = [];
  const rows = program.nodes.map(() => 0);
  while (workers[last].done < image.height) {
    const keep = Int32Array.from(program.nodes, (_, value) => keepOf(value));
    const input = { first: done[0], end: Math.min(done[0] + strip, image.height) };
    done[0] = input.end;
    const round: ScheduledRound = { input, steps: [], output: { first: 0, end: 0 }, keep, top: keep };
    for (const [step, own] of workers.entries()) {
      const first = own.done;
      const most = Math.min(own.height, first + pace(own.height));
      const ready = (row: number) =>
        own.readings.every(
          ({ value, high }) => done[value] === known[value].height || high(row) <= done[value],
        );
      while (own.done < most && ready(own.done)) own.done++;
      if (step === last) round.output = { first, end: own.done };
      else if (own.done > first) round.steps.push({ step, first, end: own.done });
      for (const value of own.writes) done[value] = own.done;
    }
    round.top = Int32Array.from(program.nodes, (_, value) => topOf(value));
    for (const value of rows.keys()) rows[value] = Math.max(rows[value], round.top[value] - keep[value]);
    rounds.push(round);
  }
  return { sizes: known, rounds, rows };
}

function worker(height: number, readings: Reading[], writes: readonly Value[]) {
  return { height, readings, writes, done: 0 };
}
