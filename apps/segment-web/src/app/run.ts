/** Segments inputs: slices go to the pool as workers get free, results come in one by one. */
import { countMarked } from '../logic/count-marked.js';
import { inOneLine } from '../logic/explain.js';
import { isStale } from '../logic/is-stale.js';
import { makerOf } from '../logic/maker-of.js';
import { networkView } from '../logic/network-view.js';
import type { Session } from './session.js';
import { showInput } from './show-input.js';
import { useWeights } from './use-weights.js';

/**
 * One input after the other; what is wrong with one does not stop the others. The one that was open is open again at
 * the end.
 */
export async function segmentInputs(session: Session, ids: readonly string[]): Promise<void> {
  if (!session.pool || !session.store.get().engine?.normalization) return;
  cancel(session);
  const controller = new AbortController();
  session.run = controller;
  const queue = [...ids];
  const before = session.input;
  try {
    for (let id = queue.shift(); id !== undefined && !controller.signal.aborted; id = queue.shift()) {
      try {
        await showInput(session, id);
        await segmentOne(session, id, queue, controller.signal);
      } catch (error) {
        if (controller.signal.aborted) break;
        session.store.dispatch({ type: 'failed', input: id, message: inOneLine(error) });
        if (queue.length === 0) session.tellOf(id, error);
      }
    }
    const shown = session.store.get().inputs.some(({ id }) => id === before);
    if (session.input !== before && shown && !controller.signal.aborted) await showInput(session, before);
  } catch (error) {
    session.tell(error);
  } finally {
    if (session.run === controller) {
      session.run = undefined;
      session.store.dispatch({ type: 'run', run: undefined });
    }
  }
}

/** With other weights than before; corrected slices stay. */
export async function segmentAgain(session: Session): Promise<void> {
  await clearPredictions(session);
  await segmentInputs(session, [session.input]);
}

/** Of the open input; what was corrected stays. */
async function clearPredictions(session: Session): Promise<void> {
  const { store, input, history, keeper } = session;
  const { study, results } = store.get();
  for (let slice = 0; slice < (study?.shape[0] ?? 0); slice++) {
    if (!results[input]?.edited.includes(slice)) session.mask(slice).fill(0);
  }
  history.clear();
  store.dispatch({ type: 'history', ...history.sizes });
  store.dispatch({ type: 'cleared', input });
  await keeper.forgetPredictions(input);
}

/** What is computed right now is thrown away; what is done stays. */
export function cancel(session: Session): void {
  if (!session.run) return;
  session.run.abort();
  session.run = undefined;
  session.store.dispatch({ type: 'run', run: undefined });
}

async function segmentOne(
  session: Session,
  input: string,
  queue: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { store } = session;
  // A mask is made by one set of weights: what others left undone is not finished by these.
  if (isStale(store.get().results[input], store.get())) await clearPredictions(session);
  const slices = store.get().study?.shape[0] ?? 0;
  const open = openSlices(session, input);
  if (open.length === 0) return;
  const view = networkView(store.get().engine);
  if (view) await session.study.api.admit(input, view);
  if (signal.aborted) return;
  store.dispatch({
    type: 'run',
    run: { input, done: slices - open.length, total: slices, queue: [...queue] },
  });
  const lanes = Math.min(session.pool?.size ?? 1, open.length);
  const lane = async () => {
    for (let slice = open.shift(); slice !== undefined && !signal.aborted; slice = open.shift()) {
      await segmentSlice(session, input, slice, signal);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (signal.aborted) return;
  store.dispatch({ type: 'finished', input });
  await updateShares(session);
}

/** The slice on the screen first. Corrected slices stay as they are. */
function openSlices({ store }: Session, input: string): number[] {
  const { study, results, look } = store.get();
  const all = Array.from({ length: study?.shape[0] ?? 0 }, (_, slice) => slice);
  const open = all.filter((slice) => results[input]?.counts[slice] === undefined);
  return open.includes(look.slice) ? [look.slice, ...open.filter((slice) => slice !== look.slice)] : open;
}

async function segmentSlice(
  session: Session,
  input: string,
  slice: number,
  signal: AbortSignal,
  again = true,
): Promise<void> {
  const { store, keeper, pool } = session;
  if (!pool) throw new Error('The network was closed. Load the weights again.');
  try {
    const cut = await session.networkSlice(input, slice);
    const start = performance.now();
    const { mask, classes } = await pool.predict(cut, { probability: false, tta: store.get().engine?.tta });
    const milliseconds = performance.now() - start;
    const edited = store.get().results[input]?.edited.includes(slice);
    if (signal.aborted || session.input !== input || edited) return;
    session.mask(slice).set(mask);
    session.maskChanged(slice);
    const { engine } = store.get();
    const [backend, maker] = [engine?.backend ?? '', engine && makerOf(engine)];
    const count = countMarked(mask);
    const slices = store.get().study?.shape[0] ?? 1;
    store.dispatch({ type: 'segmented', input, slice, slices, count, classes, milliseconds, backend, maker });
    keeper.saveMask({ input, slice, slices, mask, edited: false, classes, maker });
  } catch (error) {
    if (signal.aborted) return;
    if (!again || !/context|device/i.test((error as Error).message)) throw error;
    await leaveGraphics(session, pool, error);
    await segmentSlice(session, input, slice, signal, false);
  }
}

let leaving: Promise<unknown> | undefined;

/** A lost graphics context comes back late or never: the rest is computed without it. */
async function leaveGraphics(session: Session, lost: Session['pool'], error: unknown): Promise<void> {
  if (session.pool !== lost) return;
  if (!leaving) {
    session.tell(error, 'note');
    session.store.dispatch({ type: 'set', values: { backend: 'wasm' } });
    leaving = useWeights(session, session.weights ?? [], session.store.get().engine?.normalization).finally(
      () => {
        leaving = undefined;
      },
    );
  }
  await leaving;
}

/** Shares of lungs and body, of volumes; where values are no Hounsfield units, a note says why there are none. */
export async function updateShares(session: Session): Promise<void> {
  const { study, results } = session.store.get();
  const result = study && results[study.input];
  if (!study || study.shape[0] === 1 || !result || result.counts.includes(undefined)) return;
  try {
    const shares = await session.study.api.shares(study.input, session.labels);
    if (session.input === study.input) {
      session.store.dispatch({ type: 'shares', input: study.input, shares });
    }
  } catch (error) {
    session.tell(error);
  }
}
