/** Starts the network with weights from a file, on the backend that is chosen. */
import { pretrainedBytes } from '@miniseg/model/pretrained';
import { DEMO_FILE, DEMO_NAME, isDemo } from '../shared/demo.js';
import type { Normalization, Views } from '../shared/types.js';
import { EnginePool, poolSize } from './engine-pool.js';
import type { Session } from './session.js';

/** @returns True when slices can be segmented: the network runs, and its normalization is known. */
export async function useWeights(
  session: Session,
  files: readonly File[],
  normalization?: Normalization,
): Promise<boolean> {
  const { store } = session;
  store.dispatch({ type: 'engine', state: 'loading' });
  try {
    const { backend, engine: before } = store.get();
    const most = backend === 'auto' || backend === 'wasm' || backend === 'cpu' ? cores() : 1;
    const { pool, info } = await EnginePool.start({ files: [...files], backend, normalization }, most);
    session.pool?.dispose();
    session.pool = pool;
    session.weights = [...files];
    session.heat.forget();
    // Where the browser offers no hash, files are told apart by what it says of them.
    const key = info.sha256 ?? files.map(({ name, size, lastModified }) => [name, size, lastModified]).join();
    store.dispatch({ type: 'engine', state: 'ready', engine: { ...info, key, tta: before?.tta } });
    if (!info.normalization) store.dispatch({ type: 'set', values: { dialog: 'weights' } });
    else if (!isDemo(info)) session.keeper.saveWeights([...files], info.normalization);
    return info.normalization !== undefined;
  } catch (error) {
    store.dispatch({ type: 'engine', state: session.pool ? 'ready' : 'failed' });
    session.tell(error);
    return false;
  }
}

/** How slices are looked at from now on; masks that were made before are made again when the user asks for it. */
export function chooseViews({ store, heat }: Session, tta: Views | undefined): void {
  const { engine } = store.get();
  if (!engine) return;
  heat.forget();
  store.dispatch({ type: 'engine', state: 'ready', engine: { ...engine, tta } });
}

/** Weights that come with the page: trained on drawn phantoms, and on nothing else. */
export async function demoWeights(): Promise<File> {
  return new File([await pretrainedBytes(DEMO_NAME)], DEMO_FILE);
}

const cores = () => poolSize(navigator.hardwareConcurrency ?? 2);
