/** The label of pixels that count nowhere: not in training, and not in scores. */
export const IGNORED_LABEL = 255;
