/** Named numbers of an evaluation; undefined where a figure has no value. */
export type Figures = Record<string, number | undefined>;
