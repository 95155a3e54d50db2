/** What the page holds beside its state: workers, pixels, and what can be undone. */
import { explain } from '../logic/explain.js';
import { History } from '../logic/history.js';
import { SliceCache } from '../logic/slice-cache.js';
import type { NetworkSlice, SliceValues } from '../shared/types.js';
import type { Message, State } from '../state/state.js';
import type { Store } from '../state/store.js';
import type { EnginePool } from './engine-pool.js';
import { type ClosedWork, Keeper } from './keeper.js';
import { startWorker, type WorkerHandle } from './workers.js';

export class Session {
  readonly store: Store;
  readonly study: WorkerHandle<'study'>;
  readonly keeper: Keeper;
  readonly history = new History();
  readonly slices: SliceCache<SliceValues>;
  readonly truth: SliceCache<Uint8Array | undefined>;
  readonly heat: SliceCache<Uint8Array | undefined>;
  readonly coronal: SliceCache<SliceValues>;
  readonly sagittal: SliceCache<SliceValues>;
  /** Slices of the study that hangs beside. */
  readonly beside: SliceCache<SliceValues>;
  /** Labels of that study, slice after slice. */
  besideLabels: Uint8Array = new Uint8Array(0);
  /** Labels of the open study, slice after slice. */
  labels: Uint8Array = new Uint8Array(0);
  pool?: EnginePool;
  /** Settled once the first weights are loaded, or have failed. */
  ready: Promise<unknown> = Promise.resolve();
  /** Settled once files that are being closed are forgotten; never fails. */
  closed: Promise<unknown> = Promise.resolve();
  weights?: File[];
  /** Weights that were trained here, by their ids. */
  readonly trained = new Map<number, File>();
  /** What was closed last, until other files are opened. */
  aside?: { state: State; work: ClosedWork };
  run?: AbortController;
  training?: AbortController;
  /** Files that were opened together so far. */
  batches = 0;

  /** How often each slice's mask changed, by which figures about it know that they are old. */
  readonly #editions = new Map<number, number>();

  constructor(store: Store) {
    this.store = store;
    this.study = startWorker('study');
    this.keeper = new Keeper((error) => this.tell(error));
    const arrived = () => store.dispatch({ type: 'painted' });
    this.slices = new SliceCache((slice) => this.study.api.slice(this.input, slice), arrived);
    this.truth = new SliceCache((slice) => this.study.api.truthSlice(this.input, slice), arrived);
    this.coronal = new SliceCache((at) => this.study.api.plane(this.input, 'coronal', at), arrived);
    this.sagittal = new SliceCache((at) => this.study.api.plane(this.input, 'sagittal', at), arrived);
    this.beside = new SliceCache(
      (slice) => this.study.api.slice(store.get().beside?.study.input ?? '', slice),
      arrived,
    );
    this.heat = new SliceCache((slice) => this.#probability(slice), arrived);
  }

  /** Id of the open input. */
  get input(): string {
    return this.store.get().study?.input ?? '';
  }

  /** The mask of a slice; writing to it changes the labels. */
  mask(slice: number): Uint8Array {
    const [, height, width] = this.store.get().study?.shape ?? [0, 0, 0];
    return this.labels.subarray(slice * height * width, (slice + 1) * height * width);
  }

  networkSlice(input: string, slice: number): Promise<NetworkSlice> {
    return this.study.api.networkSlice(input, slice, this.store.get().engine?.trainedSize);
  }

  edition(slice: number): number {
    return this.#editions.get(slice) ?? 0;
  }

  maskChanged(slice: number): void {
    this.#editions.set(slice, this.edition(slice) + 1);
  }

  tell(error: unknown, kind: Message['kind'] = 'error'): void {
    this.store.dispatch({ type: 'message', message: { kind, ...explain(error) } });
  }

  /** @param id Of the input that it is about. */
  tellOf(id: string, error: unknown): void {
    const label = this.store.get().inputs.find((input) => input.id === id)?.label;
    const { text, next } = explain(error);
    const message = { kind: 'error' as const, text: label ? `${label}: ${text}` : text, next };
    this.store.dispatch({ type: 'message', message });
  }

  async #probability(slice: number): Promise<Uint8Array | undefined> {
    if (!this.pool) return undefined;
    const cut = await this.networkSlice(this.input, slice);
    return (await this.pool.predict(cut, { probability: true, tta: this.store.get().engine?.tta }))
      .probability;
  }
}
