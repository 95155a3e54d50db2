/** Weights that were trained here: at hand until they are saved or discarded, whatever else is loaded or closed. */
import { saveFile } from './save-file.js';
import type { Session } from './session.js';
import { useWeights } from './use-weights.js';

/** @returns The file, under a name that no other one has. */
export function addTrained(session: Session, bytes: Uint8Array): File {
  const { trained } = session.store.get();
  const taken = new Set(trained.map(({ file }) => file));
  let name = 'corrected.safetensors';
  for (let count = 2; taken.has(name); count++) name = `corrected-${count}.safetensors`;
  const file = new File([new Uint8Array(bytes)], name);
  const id = 1 + Math.max(0, ...trained.map((one) => one.id));
  session.trained.set(id, file);
  session.store.dispatch({ type: 'trained', trained: [...trained, { id, file: name, saved: false }] });
  session.keeper.saveTrained(id, file);
  return file;
}

/** Those of an earlier visit that were never saved. */
export async function offerTrained({ keeper, store, trained }: Session): Promise<void> {
  const kept = await keeper.trained();
  for (const { id, file } of kept) trained.set(id, file);
  const listed = kept.map(({ id, file }) => ({ id, file: file.name, saved: false }));
  if (kept.length > 0) store.dispatch({ type: 'trained', trained: [...listed, ...store.get().trained] });
}

export async function saveTrained({ trained, store, keeper }: Session, id: number): Promise<void> {
  const file = trained.get(id);
  if (!file) return;
  saveFile(file.name, new Uint8Array(await file.arrayBuffer()), 'application/octet-stream');
  const others = store.get().trained.map((one) => (one.id === id ? { ...one, saved: true } : one));
  store.dispatch({ type: 'trained', trained: others });
  await keeper.forgetTrained(id);
}

export async function discardTrained({ trained, store, keeper }: Session, id: number): Promise<void> {
  trained.delete(id);
  store.dispatch({ type: 'trained', trained: store.get().trained.filter((one) => one.id !== id) });
  await keeper.forgetTrained(id);
}

export async function loadTrained(session: Session, id: number): Promise<void> {
  const file = session.trained.get(id);
  if (file) await useWeights(session, [file]);
}
