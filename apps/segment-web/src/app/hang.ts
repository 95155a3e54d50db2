/** Hangs a second study beside the open one, as current and prior hang side by side in a reading room. */
import { visibleBeside } from '../state/shown-beside.js';
import { keptLabels } from './kept-labels.js';
import type { Session } from './session.js';

export async function hang(session: Session, input: string): Promise<void> {
  const { store, study } = session;
  store.dispatch({ type: 'hanging', input });
  try {
    const info = await Promise.race([study.api.openBeside(input), study.died]);
    const labels = await keptLabels(session.keeper, info);
    // Somebody chose another one, or none, while this one was read.
    if (store.get().hanging !== input) return;
    session.beside.forget();
    session.besideLabels = labels.labels;
    store.dispatch({ type: 'hung', study: info });
  } catch (error) {
    if (store.get().hanging !== input) return;
    store.dispatch({ type: 'takenDown' });
    session.tell(error);
  }
}

export function takeDown({ store, study, beside }: Session): void {
  store.dispatch({ type: 'takenDown' });
  beside.forget();
  study.api.closeBeside();
}

/** Two studies or one: what hangs is taken down, what hid behind other pictures is shown, else the next file is hung. */
export function toggleBeside(session: Session): void {
  const state = session.store.get();
  const { beside, study, inputs, failures } = state;
  if (visibleBeside(state)) {
    takeDown(session);
    return;
  }
  if (beside && beside.study.input !== study?.input) {
    session.store.dispatch({ type: 'look', look: { compare: false, planes: false } });
    return;
  }
  const here = inputs.findIndex(({ id }) => id === study?.input);
  const others = [...inputs.slice(here + 1), ...inputs.slice(0, here)];
  const next = others.find(({ id }) => !failures[id]);
  if (next) hang(session, next.id);
}

/** Masks that were made or corrected since the study was hung. */
export async function renewBesideLabels(session: Session): Promise<void> {
  const { store, keeper } = session;
  const study = store.get().beside?.study;
  if (!study) return;
  const { labels } = await keptLabels(keeper, study);
  if (store.get().beside?.study !== study) return;
  session.besideLabels = labels;
  store.dispatch({ type: 'painted' });
}
