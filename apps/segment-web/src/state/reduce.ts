/** The next state; a pure function. */

import { firstAnchor } from '../logic/hanging.js';
import { largestFinding } from '../logic/largest-finding.js';
import type { StudyInfo } from '../shared/types.js';
import type { Action } from './actions.js';
import { shownBeside } from './shown-beside.js';
import { type Beside, INITIAL, type Look, NO_VIEWPORT, type Result, type State } from './state.js';

const MOST_MESSAGES = 4;

export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'sorting':
      return { ...state, sorting: true };
    case 'sorted': {
      const { inputs, notTaken, failed } = action.found;
      return {
        ...state,
        sorting: false,
        inputs: [...state.inputs, ...inputs],
        notTaken: [...state.notTaken, ...notTaken],
        problems: [...state.problems, ...failed],
      };
    }
    case 'opening':
      return { ...state, opening: action.input, reading: undefined, playing: false };
    case 'reading':
      return { ...state, reading: { done: action.done, total: action.total } };
    case 'opened':
      return opened(state, action.study);
    case 'failed': {
      const failures = { ...state.failures, [action.input]: action.message };
      const opening = state.opening === action.input ? undefined : state.opening;
      return { ...state, failures, opening, reading: undefined };
    }
    case 'look': {
      const chosen = state.look.chosen || action.look.slice !== undefined;
      return { ...state, look: checkedLook({ ...state.look, chosen, ...action.look }, state.study) };
    }
    case 'step':
      return reduce(state, { type: 'look', look: { slice: state.look.slice + action.by } });
    case 'set':
      return { ...state, ...action.values };
    case 'engine':
      return { ...state, engineState: action.state, engine: action.engine ?? state.engine };
    case 'run':
      return { ...state, run: action.run };
    case 'segmented': {
      const { input, slice, slices, count, classes, milliseconds, backend, maker } = action;
      const before = state.results[input] ?? emptyResult(slices);
      const run = state.run?.input === input ? { ...state.run, done: state.run.done + 1 } : state.run;
      return {
        ...withResult(state, input, {
          ...before,
          counts: replaced(before.counts, slice, count),
          classes,
          backend,
          ...(maker ? { maker } : {}),
          milliseconds: before.milliseconds + milliseconds,
          shares: undefined,
        }),
        run,
      };
    }
    case 'restored': {
      const { input, counts, edited, classes, maker } = action;
      const backend = maker?.backend;
      return withResult(state, input, {
        ...emptyResult(counts.length),
        ...{ counts, edited, classes, backend, maker },
      });
    }
    case 'finished': {
      const largest = largestFinding(state.results[action.input]?.counts ?? []);
      if (state.study?.input !== action.input || state.look.chosen || largest === undefined) return state;
      return { ...state, look: { ...state.look, slice: largest } };
    }
    case 'edited': {
      const { input, slice, count } = action;
      const before = state.results[input] ?? emptyResult(state.study?.shape[0] ?? 0);
      const others = before.edited.filter((other) => other !== slice);
      const edited = [...others, slice].sort((a, b) => a - b);
      const counts = replaced(before.counts, slice, count);
      return withResult(state, input, { ...before, counts, edited, shares: undefined });
    }
    case 'cleared': {
      const before = state.results[action.input];
      if (!before) return state;
      const counts = before.counts.map((count, slice) => (before.edited.includes(slice) ? count : undefined));
      const { maker: _, backend: __, ...rest } = before;
      return withResult(state, action.input, { ...rest, counts, milliseconds: 0, shares: undefined });
    }
    case 'history':
      return { ...state, undo: action.undo, redo: action.redo };
    case 'shares': {
      const before = state.results[action.input];
      return before ? withResult(state, action.input, { ...before, shares: action.shares }) : state;
    }
    case 'painted':
      return { ...state, pixels: state.pixels + 1 };
    case 'truth':
      return { ...state, truth: action.truth, look: { ...state.look, compare: action.truth !== undefined } };
    case 'hanging':
      return { ...state, hanging: action.input };
    case 'hung':
      return withBeside({ ...state, hanging: undefined }, hung(state, action.study));
    case 'takenDown':
      return { ...state, beside: undefined, hanging: undefined };
    case 'beside': {
      const { beside } = state;
      if (!beside) return state;
      const slice = Math.round(action.values.slice ?? beside.slice);
      const last = beside.study.shape[0] - 1;
      return {
        ...state,
        beside: { ...beside, ...action.values, slice: Math.min(Math.max(slice, 0), last) },
      };
    }
    case 'link': {
      const { beside, look } = state;
      if (!beside || action.linked === beside.linked) return state;
      // Unlinked, everything stays where it is; linked again, the slices that are seen belong together from now on.
      const own = action.linked ? {} : shownBeside(state);
      const anchor = action.linked ? { here: look.slice, beside: beside.slice } : beside.anchor;
      return { ...state, beside: { ...beside, ...own, anchor, linked: action.linked } };
    }
    case 'training':
      return { ...state, training: action.training };
    case 'message': {
      const id = 1 + Math.max(0, ...state.messages.map((message) => message.id));
      const others = state.messages.filter(({ text }) => text !== action.message.text);
      return { ...state, messages: [...others, { id, ...action.message }].slice(-MOST_MESSAGES) };
    }
    case 'dismiss':
      return { ...state, messages: state.messages.filter(({ id }) => id !== action.id) };
    case 'trained':
      return { ...state, trained: action.trained };
    case 'kept':
      return { ...state, kept: action.kept };
    case 'closed': {
      // What is being sorted was dropped after the files that close.
      const { sorting, engine, engineState, backend, theme, tool, brush, messages, trained, introduced } =
        state;
      return {
        ...INITIAL,
        ...{ sorting, engine, engineState, backend, theme, tool, brush, messages, trained, introduced },
      };
    }
    case 'reopened': {
      const { inputs, problems, notTaken, failures, studies, results } = action.closed;
      return { ...state, inputs, problems, notTaken, failures, studies, results, pixels: state.pixels + 1 };
    }
  }
}

function opened(state: State, study: StudyInfo): State {
  const { [study.input]: _, ...failures } = state.failures;
  const look: Look = {
    ...state.look,
    slice: largestFinding(state.results[study.input]?.counts ?? []) ?? Math.floor(study.shape[0] / 2),
    chosen: false,
    window: study.range,
    viewport: NO_VIEWPORT,
    compare: false,
    cross: undefined,
    // One slice has no other planes.
    planes: state.look.planes && study.shape[0] > 1,
  };
  const { beside } = state;
  return {
    ...state,
    ...(beside ? { beside: { ...beside, anchor: firstAnchor(study, beside.study) } } : {}),
    failures,
    study,
    studies: { ...state.studies, [study.input]: study },
    look,
    opening: undefined,
    reading: undefined,
    ruler: undefined,
    truth: undefined,
    undo: 0,
    redo: 0,
    label: 1,
    pixels: state.pixels + 1,
  };
}

function hung({ study, look }: State, beside: StudyInfo): Beside {
  const middle = Math.floor(beside.shape[0] / 2);
  return {
    study: beside,
    linked: true,
    anchor: firstAnchor(study ?? beside, beside),
    slice: middle,
    viewport: look.viewport,
    window: beside.range,
  };
}

/** Two studies take the place of other things side by side. */
function withBeside(state: State, beside: Beside): State {
  const look = { ...state.look, compare: false, planes: false };
  return { ...state, beside, look, pixels: state.pixels + 1 };
}

function checkedLook(look: Look, study: StudyInfo | undefined): Look {
  const slices = study?.shape[0] ?? 1;
  return {
    ...look,
    slice: Math.min(Math.max(Math.round(look.slice), 0), slices - 1),
    opacity: Math.min(Math.max(look.opacity, 0), 1),
  };
}

function emptyResult(slices: number): Result {
  return { counts: new Array(slices).fill(undefined), edited: [], classes: 2, milliseconds: 0 };
}

function withResult(state: State, input: string, result: Result): State {
  return { ...state, results: { ...state.results, [input]: result }, pixels: state.pixels + 1 };
}

function replaced<T>(values: readonly T[], index: number, value: T): T[] {
  return values.map((before, at) => (at === index ? value : before));
}
