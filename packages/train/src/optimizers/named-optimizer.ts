/** Base of the optimizers: it keeps their state by the names of the variables, one flat vector for each kind of moment. */
import {
  clone,
  dispose,
  engine,
  keep,
  type NamedTensorMap,
  Optimizer,
  reshape,
  type serialization,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors.js';
import { FlatLayout } from './flat-layout.js';

interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** Moments by slot ('m', 'v' ...), then by the name of the variable. */
export interface OptimizerState {
  /** Updates so far. */
  step: number;
  slots: Record<string, Map<string, Float32Array>>;
}

/** A state that stayed on the backend; `dispose` it once. */
export interface OptimizerSnapshot {
  restore(): void;
  dispose(): void;
}

/** New weights and moments, flat, as an optimizer computes them. */
export interface Update {
  weights: Tensor1D;
  slots: Tensor1D[];
}

/**
 * A `tf.Optimizer` for `model.compile`, `minimize` and the trainer. Its moments follow the names of the variables, not
 * their order (as those of `tf.train.adam` do), and its learning rate may be set before every step.
 */
export abstract class NamedOptimizer extends Optimizer {
  /** For the next update. */
  learningRate: number;
  protected abstract readonly slotNames: readonly string[];
  private layout = new FlatLayout([], []);
  private slots: Tensor1D[] = [];
  /** Moments of variables that the last update did not touch. */
  private readonly parked = new Map<string, Tensor1D[]>();

  constructor(learningRate: number) {
    super();
    this.learningRate = learningRate;
  }

  /** The new weights and slots; runs inside a `tidy`. `step` counts from 1. */
  protected abstract update(
    weights: Tensor1D,
    gradients: Tensor1D,
    slots: readonly Tensor1D[],
    step: number,
  ): Update;

  /** Without the learning rate, which a schedule sets. */
  abstract settings(): serialization.ConfigDict;

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    // A variable that the loss does not depend on has no gradient.
    const given = named.filter(({ tensor }) => tensor !== null && tensor !== undefined);
    if (given.length === 0) return;
    const layout = new FlatLayout(
      given.map(({ name }) => name),
      given.map(({ tensor }) => tensor.shape),
    );
    tidy(() => this.applyFlat(layout, layout.flatten(given.map(({ tensor }) => tensor))));
  }

  /** The same with all gradients in one vector, in the order of the layout. */
  applyFlat(layout: FlatLayout, gradients: Tensor1D): void {
    const variables = layout.names.map(registeredVariable);
    this.arrange(layout);
    tidy(() => {
      this.incrementIterations();
      const updated = this.update(layout.flatten(variables), gradients, this.slots, this.iterations);
      for (const [i, value] of layout.split(updated.weights).entries())
        variables[i].assign(value as Variable);
      this.replaceSlots(updated.slots);
    });
  }

  /** Reads the state, to be kept with a checkpoint. */
  async state(): Promise<OptimizerState> {
    const slots: OptimizerState['slots'] = {};
    for (const [s, slot] of this.slotNames.entries()) {
      slots[slot] = this.slots[s] ? this.layout.cut((await this.slots[s].data()) as Float32Array) : new Map();
      for (const [name, tensors] of this.parked) {
        slots[slot].set(name, (await tensors[s].data()).slice() as Float32Array);
      }
    }
    return { step: this.iterations, slots };
  }

  /**
   * Continues from a state. Variables that it does not name start without moments.
   *
   * @throws {TrainError} `corrupt` where slots are missing or differ in their variables
   */
  restore({ step, slots }: OptimizerState): void {
    const names = [...(slots[this.slotNames[0]]?.keys() ?? [])];
    for (const slot of this.slotNames) {
      if (slots[slot]?.size === names.length && names.every((name) => slots[slot].has(name))) continue;
      throw new TrainError(
        'corrupt',
        `The state has no complete slot '${slot}', which ${this.getClassName()} needs. Give the state of the same optimizer.`,
      );
    }
    this.clear();
    this.iterations_ = step;
    for (const name of names) {
      const values = this.slotNames.map((slot) => slots[slot].get(name) as Float32Array);
      this.parked.set(
        name,
        values.map((value) => keep(tensor1d(value, 'float32'))),
      );
    }
  }

  snapshot(): OptimizerSnapshot {
    const { layout, iterations } = this;
    const slots = this.slots.map((slot) => keep(clone(slot)));
    const parked = [...this.parked].map(
      ([name, tensors]) => [name, tensors.map((t) => keep(clone(t)))] as const,
    );
    return {
      restore: () => {
        this.clear();
        this.layout = layout;
        this.iterations_ = iterations;
        this.slots = slots.map((slot) => keep(clone(slot)));
        for (const [name, tensors] of parked)
          this.parked.set(
            name,
            tensors.map((t) => keep(clone(t))),
          );
      },
      dispose: () => dispose([slots, parked.map(([, tensors]) => tensors)]),
    };
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const { slots } = await this.state();
    const moments = this.slotNames.flatMap((slot) =>
      [...slots[slot]].map(([name, values]) => ({
        name: `${name}/${slot}`,
        tensor: tensor1d(values) as Tensor,
      })),
    );
    return [await this.saveIterations(), ...moments];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const moments = await this.extractIterations(weights);
    const slots: OptimizerState['slots'] = {};
    for (const slot of this.slotNames) slots[slot] = new Map();
    for (const { name, tensor } of moments) {
      const end = name.lastIndexOf('/');
      slots[name.slice(end + 1)]?.set(name.slice(0, end), (await tensor.data()).slice() as Float32Array);
    }
    this.restore({ step: this.iterations, slots });
  }

  override getConfig(): serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.settings() };
  }

  override dispose(): void {
    this.clear();
    this.iterations_ = 0;
  }

  /** Brings the slots into the order of these variables; others are parked. */
  private arrange(layout: FlatLayout): void {
    if (this.layout.has(layout.names) && this.slots.length === this.slotNames.length) return;
    tidy(() => {
      const cut = this.slots.map((slot) => this.layout.split(slot));
      for (const [i, name] of this.layout.names.entries()) {
        this.parked.set(
          name,
          cut.map((tensors) => keep(reshape(tensors[i], [tensors[i].size])) as Tensor1D),
        );
      }
      const pieces = layout.names.map((name, i) => this.takeParked(name, layout.sizes[i]));
      this.replaceSlots(this.slotNames.map((_, s) => layout.flatten(pieces.map((slots) => slots[s]))));
      dispose(pieces);
    });
    this.layout = layout;
  }

  private takeParked(name: string, size: number): Tensor1D[] {
    const parked = this.parked.get(name);
    this.parked.delete(name);
    if (parked?.every((tensor) => tensor.size === size)) return parked;
    dispose(parked ?? []);
    return this.slotNames.map(() => zeros([size]) as Tensor1D);
  }

  private replaceSlots(slots: Tensor1D[]): void {
    dispose(this.slots);
    this.slots = slots.map((slot) => keep(slot));
  }

  private clear(): void {
    dispose([this.slots, ...this.parked.values()]);
    this.slots = [];
    this.parked.clear();
    this.layout = new FlatLayout([], []);
  }
}

function registeredVariable(name: string): Variable {
  const variable = engine().registeredVariables[name];
  if (variable) return variable;
  throw new TrainError('model', `There is no variable '${name}'. Was the model disposed of?`);
}

/** @throws {TrainError} `invalid-argument` */
export function checkSetting(name: string, value: number, valid: boolean, rule: string): void {
  if (valid && Number.isFinite(value)) return;
  throw new TrainError('invalid-argument', `${name} is ${value}; ${rule}.`);
}
