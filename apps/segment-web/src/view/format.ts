/** Numbers as people read them. */
export const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
export const milliliters = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} mL`;
export const score = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(3));
