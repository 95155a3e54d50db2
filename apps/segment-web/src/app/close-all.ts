/** Closes all files and forgets what was kept of them, which can be undone until other files are opened. */
import { offerKeptWork } from './offer-kept-work.js';
import { cancel } from './run.js';
import type { Session } from './session.js';
import { showInput } from './show-input.js';

/** Files that are opened meanwhile come after that. */
export function closeAll(session: Session): Promise<unknown> {
  session.closed = close(session).catch((error) => session.tell(error));
  return session.closed;
}

async function close(session: Session): Promise<void> {
  const { store, keeper, study } = session;
  cancel(session);
  const state = store.get();
  // First, so that what looks closed is not offered again after a reload.
  const work = await keeper.setAside();
  store.dispatch({ type: 'closed' });
  session.labels = new Uint8Array(0);
  session.history.clear();
  session.besideLabels = new Uint8Array(0);
  for (const cache of [session.slices, session.truth, session.heat, session.beside]) cache.forget();
  await Promise.race([study.api.setAside(), study.died]);
  session.aside = { state, work };
  store.dispatch({ type: 'message', message: { kind: 'note', ...whatClosed(session), undo: 'close' } });
}

function whatClosed({ aside, store }: Session): { text: string; next: string } {
  const { inputs = [], results = {} } = aside?.state ?? {};
  const corrected = Object.values(results).reduce((sum, { edited }) => sum + edited.length, 0);
  const unsaved = store.get().trained.filter(({ saved }) => !saved).length;
  const files = inputs.length === 1 ? '1 file was closed' : `${inputs.length} files were closed`;
  const what = inputs.length === 0 ? 'The earlier work was forgotten' : files;
  const slices = corrected === 1 ? '1 corrected slice' : `${corrected} corrected slices`;
  return {
    text: `${what}${corrected > 0 ? `, and ${slices} with them` : ''}.`,
    next: `This can be undone until other files are opened.${
      unsaved > 0 ? ' The weights that were trained here are kept, and can be saved under Network.' : ''
    }`,
  };
}

export async function undoClose(session: Session): Promise<void> {
  const { store, keeper, study, aside } = session;
  if (!aside) return;
  session.aside = undefined;
  dismissUndo(session);
  try {
    await keeper.takeBack(aside.work);
    await Promise.race([study.api.takeBack(), study.died]);
    const { state } = aside;
    const shown = state.study?.input ?? state.inputs[0]?.id;
    if (shown === undefined && state.problems.length === 0) return offerKeptWork(session);
    store.dispatch({ type: 'reopened', closed: state });
    if (shown !== undefined) await showInput(session, shown);
  } catch (error) {
    session.tell(error);
  }
}

/** There is no way back from here. */
export function forgetClosed(session: Session): void {
  if (!session.aside) return;
  session.aside = undefined;
  session.study.api.forgetAside();
  dismissUndo(session);
}

function dismissUndo({ store }: Session): void {
  for (const { id, undo } of store.get().messages) if (undo) store.dispatch({ type: 'dismiss', id });
}
