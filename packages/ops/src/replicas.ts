/**
 * Data-parallel training: several workers, each with the same weights and a part of the batch, that add up what they have
 * over shared memory. Batch normalization then has the statistics of the whole batch, as one worker would, and averaged
 * gradients keep the weights of all workers equal to the last bit.
 */
import { check } from './check-options.js';
import { OpsError } from './errors.js';

/** Words of the control block: replicas that have arrived, and the round. */
const ARRIVED = 0;
const ROUND = 1;
const CONTROL_BYTES = 16;

/** Waking a sleeper takes longer than most rounds, so a replica looks for a while first. */
const LOOKS = 2000;

/** What `postMessage` carries to every worker. */
export interface ReplicaMemory {
  readonly shared: SharedArrayBuffer;
  readonly replicas: number;
}

/** One of several workers that train the same network, each on a part of every batch. */
export class ReplicaGroup {
  private readonly control: Int32Array;
  private readonly capacity: number;

  /**
   * @param rank This replica's number, from 0.
   * @throws {OpsError} for a rank that is none of the group's.
   */
  constructor(
    private readonly memory: ReplicaMemory,
    readonly rank: number,
  ) {
    const isMemory = Object.prototype.toString.call(memory?.shared) === '[object SharedArrayBuffer]';
    check(isMemory, 'The memory', memory, 'it is what ReplicaGroup.allocate(replicas) returns');
    if (!Number.isInteger(rank) || rank < 0 || rank >= memory.replicas) {
      throw new OpsError(
        'invalid-argument',
        `rank is ${rank}; it must be a whole number from 0 to ${memory.replicas - 1}.`,
      );
    }
    this.control = new Int32Array(memory.shared, 0, 2);
    this.capacity = (memory.shared.byteLength - CONTROL_BYTES) / 8 / memory.replicas;
  }

  /** @param capacity The most numbers that one exchange carries; longer ones go in parts. */
  static allocate(replicas: number, capacity = 1 << 16): ReplicaMemory {
    for (const [name, value] of Object.entries({ replicas, capacity })) {
      check(Number.isInteger(value) && value > 0, name, value, 'it is a whole number of at least 1');
    }
    return { shared: new SharedArrayBuffer(CONTROL_BYTES + replicas * capacity * 8), replicas };
  }

  get size(): number {
    return this.memory.replicas;
  }

  /**
   * Every replica's `values`, added up in the order of their ranks, replace them in all. Each replica must call it the
   * same number of times with as many values. Blocks, so in a page it belongs into a worker.
   */
  addUp(values: Float64Array): void {
    for (let from = 0; from < values.length; from += this.capacity) {
      this.exchange(values.subarray(from, from + this.capacity));
    }
  }

  private exchange(values: Float64Array): void {
    this.slot(this.rank, values.length).set(values);
    this.meet();
    values.fill(0);
    for (let rank = 0; rank < this.size; rank++) {
      const theirs = this.slot(rank, values.length);
      for (let i = 0; i < values.length; i++) values[i] += theirs[i];
    }
    // Nobody overwrites a slot that another still reads.
    this.meet();
  }

  private slot(rank: number, length: number): Float64Array {
    return new Float64Array(this.memory.shared, CONTROL_BYTES + 8 * rank * this.capacity, length);
  }

  private meet(): void {
    const { control, size } = this;
    const round = Atomics.load(control, ROUND);
    if (Atomics.add(control, ARRIVED, 1) === size - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, ROUND, 1);
      Atomics.notify(control, ROUND);
      return;
    }
    for (let looks = 0; Atomics.load(control, ROUND) === round; looks++) {
      if (looks > LOOKS) Atomics.wait(control, ROUND, round);
    }
  }
}

let current: ReplicaGroup | undefined;

/**
 * From now on, batch normalization in training shares its statistics with the group; undefined ends that.
 *
 * @example
 * // in each worker, with its part of every batch
 * setReplicaGroup(new ReplicaGroup(memory, rank));
 */
export function setReplicaGroup(group: ReplicaGroup | undefined): void {
  check(
    group === undefined || typeof group?.addUp === 'function',
    'The group',
    group,
    'it is a ReplicaGroup, or undefined',
  );
  current = group;
}

/** The group that `setReplicaGroup` set last; undefined without one. */
export function replicaGroup(): ReplicaGroup | undefined {
  return current;
}
