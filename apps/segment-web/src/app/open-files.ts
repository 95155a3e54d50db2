/** From dropped files to a picture on the screen. */
import { countMarked } from '../logic/count-marked.js';
import { inOneLine } from '../logic/explain.js';
import type { InputInfo, SortedFiles } from '../shared/types.js';
import type { Message } from '../state/state.js';
import { forgetClosed } from './close-all.js';
import { cancel, segmentInputs } from './run.js';
import type { Session } from './session.js';
import { makerIn, showInput } from './show-input.js';
import { useWeights } from './use-weights.js';

const READABLE =
  'PNG and JPEG pictures, NIfTI and NumPy volumes, DICOM files, and zip archives of these can be opened.';

/** Sorts files, takes weights that are among them, shows the first input that can be read and segments it. */
export async function openFiles(session: Session, files: File[]): Promise<void> {
  const { store, keeper } = session;
  if (files.length === 0) return;
  store.dispatch({ type: 'sorting' });
  const batch = session.batches++;
  try {
    await session.closed;
    forgetClosed(session);
    const found = await Promise.race([session.study.api.sort(files, batch), session.study.died]);
    store.dispatch({ type: 'sorted', found });
    if (found.inputs.length > 0) keeper.saveBatch(batch, files);
    if (found.weights.length > 0) await useWeights(session, found.weights);
    if (found.inputs.length > 0) {
      cancel(session);
      const shown = await showFirst(session, found.inputs);
      await session.ready;
      if (shown) await segmentInputs(session, [shown]);
    } else if (found.weights.length === 0) {
      store.dispatch({ type: 'message', message: nothingFound(found) });
    }
  } catch (error) {
    store.dispatch({ type: 'sorted', found: { inputs: [], notTaken: [], failed: failures(files, error) } });
    session.tell(error);
  }
}

/** A damaged file among others is told, and does not keep the others from being seen. */
async function showFirst(session: Session, inputs: readonly InputInfo[]): Promise<string | undefined> {
  for (const { id } of inputs) {
    try {
      await showInput(session, id);
      return id;
    } catch (error) {
      session.tellOf(id, error);
    }
  }
  return undefined;
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
  session.store.dispatch({
    type: 'restored',
    input,
    counts,
    edited,
    classes: masks[0].classes,
    maker: makerIn(masks),
  });
}
