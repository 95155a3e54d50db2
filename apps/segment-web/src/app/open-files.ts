/** From dropped files to a picture on the screen. */
import { countMarked } from '../logic/count-marked.js';
import { inOneLine } from '../logic/explain.js';
import type { SortedFiles } from '../shared/types.js';
import type { Message } from '../state/state.js';
import { cancel, segmentInputs } from './run.js';
import type { Session } from './session.js';
import { showInput } from './show-input.js';
import { useWeights } from './use-weights.js';

const READABLE =
  'PNG and JPEG pictures, NIfTI and NumPy volumes, DICOM files, and zip archives of these can be opened.';

/** Sorts files, takes weights that are among them, shows the first input and segments it. */
export async function openFiles(session: Session, files: File[]): Promise<void> {
  const { store, keeper } = session;
  if (files.length === 0) return;
  store.dispatch({ type: 'sorting' });
  const batch = session.batches++;
  try {
    await session.closed;
    const found = await Promise.race([session.study.api.sort(files, batch), session.study.died]);
    store.dispatch({ type: 'sorted', found });
    if (found.inputs.length > 0) keeper.saveBatch(batch, files);
    if (found.weights.length > 0) await useWeights(session, found.weights);
    const [first] = found.inputs;
    if (first) {
      cancel(session);
      await showInput(session, first.id);
      await session.ready;
      await segmentInputs(session, [first.id]);
    } else if (found.weights.length === 0) {
      store.dispatch({ type: 'message', message: nothingFound(found) });
    }
  } catch (error) {
    store.dispatch({ type: 'sorted', found: { inputs: [], notTaken: [], failed: failures(files, error) } });
    session.tell(error);
  }
}

function nothingFound({ notTaken, failed }: SortedFiles): Omit<Message, 'id'> {
  const [one, ...more] = [...failed, ...notTaken];
  if (one && more.length === 0) return { kind: 'error', text: `${one.file}: ${one.reason}`, next: READABLE };
  return { kind: 'error', text: 'None of the files can be segmented.', next: READABLE };
}

const failures = (files: readonly File[], error: unknown) =>
  files.slice(0, 1).map(({ name }) => ({ file: name, reason: inOneLine(error) }));

/** Takes up the work of an earlier visit: the files, their masks, the weights. */
export async function takeUp(session: Session): Promise<void> {
  const { store, keeper } = session;
  const work = await keeper.work();
  store.dispatch({ type: 'kept', kept: undefined });
  if (!work) return;
  store.dispatch({ type: 'sorting' });
  if (work.weights) await useWeights(session, work.weights.files, work.weights.normalization);
  try {
    for (const files of work.batches) {
      const found = await session.study.api.sort(files, session.batches++);
      store.dispatch({ type: 'sorted', found });
      for (const { id } of found.inputs) await restoreResult(session, id);
    }
    // Where the work stopped, else the first of all.
    const { inputs, results } = store.get();
    const unfinished = inputs.find(({ id }) => results[id]?.counts.some((count) => count === undefined));
    const shown = unfinished ?? inputs.find(({ id }) => results[id]) ?? inputs[0];
    if (shown) await showInput(session, shown.id);
  } catch (error) {
    store.dispatch({ type: 'sorted', found: { inputs: [], notTaken: [], failed: [] } });
    session.tell(error);
  }
}

/** So that the list tells what is done before anything is opened. */
async function restoreResult(session: Session, input: string): Promise<void> {
  const masks = await session.keeper.masksOf(input);
  if (masks.length === 0) return;
  const counts: (number | undefined)[] = new Array(masks[0].slices).fill(undefined);
  for (const { slice, mask } of masks) counts[slice] = countMarked(mask);
  const edited = masks.filter((mask) => mask.edited).map(({ slice }) => slice);
  session.store.dispatch({ type: 'restored', input, counts, edited, classes: masks[0].classes });
}

/** Closes all files and forgets what was kept of them. Files that are opened meanwhile come after that. */
export function closeAll(session: Session): Promise<unknown> {
  session.closed = close(session).catch((error) => session.tell(error));
  return session.closed;
}

async function close(session: Session): Promise<void> {
  cancel(session);
  // First, so that what looks closed is not offered again after a reload.
  await session.keeper.clear();
  session.store.dispatch({ type: 'closed' });
  session.labels = new Uint8Array(0);
  session.history.clear();
  for (const cache of [session.slices, session.truth, session.heat]) cache.forget();
  await Promise.race([session.study.api.forget(), session.study.died]);
  if (session.weights && session.store.get().engine) {
    await session.keeper.saveWeights(session.weights, session.store.get().engine?.normalization);
  }
}
