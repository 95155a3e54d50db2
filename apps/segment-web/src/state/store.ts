/** Holds the state, and tells whoever listens that it changed. */
import type { Action } from './actions.js';
import { reduce } from './reduce.js';
import type { State } from './state.js';

export interface Store {
  get(): State;
  dispatch(action: Action): void;
  /** @returns Ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function createStore(initial: State): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
