/** Events of a run, in lists. */
import type { RunOptions, TrainEvent, Trainer } from '../src/index.js';

type Event<Type extends TrainEvent['type']> = Extract<TrainEvent, { type: Type }>;

/** Runs to the end, or until `until` says so. */
export async function collect(
  trainer: Trainer,
  options: RunOptions = {},
  until?: (event: TrainEvent) => boolean,
) {
  const events: TrainEvent[] = [];
  for await (const event of trainer.run(options)) {
    events.push(event);
    if (until?.(event)) break;
  }
  return events;
}

export function only<Type extends TrainEvent['type']>(events: TrainEvent[], type: Type): Event<Type>[] {
  return events.filter((event): event is Event<Type> => event.type === type);
}

export const losses = (events: TrainEvent[]) => only(events, 'step').map(({ loss }) => loss);
