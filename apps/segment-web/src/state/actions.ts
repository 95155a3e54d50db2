/** What can happen to the state. */
import type { EngineInfo, Maker, Shares, SortedFiles, StudyInfo } from '../shared/types.js';
import type { Beside, Look, Message, Run, State, TrainedWeights, Training, Truth } from './state.js';

export type Action =
  | { type: 'sorting' }
  | { type: 'sorted'; found: Pick<SortedFiles, 'inputs' | 'notTaken' | 'failed'> }
  | { type: 'opening'; input: string }
  | { type: 'reading'; done: number; total: number }
  | { type: 'opened'; study: StudyInfo }
  | { type: 'failed'; input: string; message: string }
  | { type: 'look'; look: Partial<Look> }
  | { type: 'step'; by: number }
  | {
      type: 'set';
      values: Partial<
        Pick<
          State,
          | 'tool'
          | 'brush'
          | 'label'
          | 'theme'
          | 'backend'
          | 'dialog'
          | 'archiving'
          | 'ruler'
          | 'playing'
          | 'introduced'
        >
      >;
    }
  | { type: 'engine'; state: State['engineState']; engine?: EngineInfo }
  | { type: 'run'; run: Run | undefined }
  | {
      type: 'segmented';
      input: string;
      slice: number;
      slices: number;
      count: number;
      classes: number;
      milliseconds: number;
      backend: string;
      maker?: Maker;
    }
  | {
      type: 'restored';
      input: string;
      counts: (number | undefined)[];
      edited: number[];
      classes: number;
      maker?: Maker;
    }
  | { type: 'finished'; input: string }
  | { type: 'edited'; input: string; slice: number; count: number }
  | { type: 'cleared'; input: string }
  | { type: 'history'; undo: number; redo: number }
  | { type: 'shares'; input: string; shares: Shares }
  | { type: 'painted' }
  | { type: 'truth'; truth: Truth | undefined }
  | { type: 'hanging'; input: string | undefined }
  | { type: 'hung'; study: StudyInfo }
  | { type: 'takenDown' }
  | { type: 'beside'; values: Partial<Pick<Beside, 'slice' | 'viewport' | 'window'>> }
  | { type: 'link'; linked: boolean }
  | { type: 'training'; training: Training | undefined }
  | { type: 'message'; message: Omit<Message, 'id'> }
  | { type: 'dismiss'; id: number }
  | { type: 'trained'; trained: readonly TrainedWeights[] }
  | { type: 'kept'; kept: State['kept'] }
  | { type: 'reopened'; closed: State }
  | { type: 'closed' };
