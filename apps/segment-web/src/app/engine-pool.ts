/** Workers that run the network, each with a copy of it; slices go to whoever is free. */
import type {
  EngineInfo,
  NetworkSlice,
  Prediction,
  PredictOptions,
  WeightsRequest,
} from '../shared/types.js';
import { startWorker, type WorkerHandle } from './workers.js';

type Engine = WorkerHandle<'engine'>;

/** One core is left to the page; each worker holds a network's memory, so that there are not many. */
export function poolSize(cores: number): number {
  return Math.max(1, Math.min(4, cores - 1));
}

export class EnginePool {
  readonly #request: WeightsRequest;
  readonly #most: number;
  #engines: Engine[] = [];
  #free: Engine[] = [];
  #waiting: ((engine: Engine) => void)[] = [];

  private constructor(request: WeightsRequest, most: number) {
    this.#request = request;
    this.#most = most;
  }

  /** Starts with one worker; others join when there is more than one slice to do. */
  static async start(request: WeightsRequest, most: number): Promise<{ pool: EnginePool; info: EngineInfo }> {
    const pool = new EnginePool({ ...request }, most);
    const info = await pool.#grow(request);
    // Those that follow must not choose otherwise.
    pool.#request.backend = info.backend;
    return { pool, info };
  }

  /** How many slices may run at once. */
  get size(): number {
    return this.#most;
  }

  async predict(slice: NetworkSlice, options: PredictOptions): Promise<Prediction> {
    const engine = await this.#take();
    try {
      return await Promise.race([engine.api.predict(slice, options), engine.died]);
    } finally {
      this.#giveBack(engine);
    }
  }

  dispose(): void {
    for (const engine of this.#engines) engine.terminate();
    this.#engines = [];
    this.#free = [];
    this.#waiting = [];
  }

  /** For tests of what comes after. */
  async loseContext(): Promise<void> {
    await Promise.all(this.#engines.map(({ api }) => api.loseContext()));
  }

  async #grow(request: WeightsRequest): Promise<EngineInfo> {
    const engine = startWorker('engine');
    this.#engines.push(engine);
    try {
      const info = await Promise.race([engine.api.start(request), engine.died]);
      this.#giveBack(engine);
      return info;
    } catch (error) {
      engine.terminate();
      this.#engines = this.#engines.filter((other) => other !== engine);
      throw error;
    }
  }

  #take(): Promise<Engine> {
    const engine = this.#free.pop();
    if (engine) return Promise.resolve(engine);
    // One worker is enough: where memory is short, the others are done without.
    if (this.#engines.length < this.#most) this.#grow(this.#request).catch(() => {});
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(engine: Engine): void {
    const next = this.#waiting.shift();
    if (next) next(engine);
    else this.#free.push(engine);
  }
}
