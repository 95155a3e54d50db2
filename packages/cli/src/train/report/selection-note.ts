import type { TrainSettings } from '../settings/settings.js';

/** What the scores of a run are worth, where its epoch was chosen by them; else nothing. */
export const selectionNote = ({ keep }: Pick<TrainSettings, 'keep'>): string =>
  keep === 'best' ? 'The epoch was chosen on these same slices, so the figures are optimistic.' : '';
