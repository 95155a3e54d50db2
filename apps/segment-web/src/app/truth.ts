/** A true mask for the open study. */
import type { Session } from './session.js';

export async function openTruth(session: Session, files: File[]): Promise<void> {
  const { store, study, input } = session;
  if (files.length === 0) return;
  try {
    const counts = await study.api.openTruth(input, files);
    session.truth.forget();
    store.dispatch({ type: 'truth', truth: { file: files[0].name, counts } });
  } catch (error) {
    session.tell(error);
  }
}

export function closeTruth(session: Session): void {
  session.truth.forget();
  session.study.api.closeTruth();
  session.store.dispatch({ type: 'truth', truth: undefined });
}
