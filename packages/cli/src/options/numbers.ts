/** Values of the options of `miniseg evaluate`. */
import { InvalidArgumentError } from 'commander';

/** `0.7` for square pixels, `0.8,0.7` for rows 0.8 mm and columns 0.7 mm apart. */
export function parseSpacing(text: string): [number, number] {
  const steps = text.split(',').map((step) => (step.trim() === '' ? Number.NaN : Number(step)));
  if (steps.length > 2 || steps.some((step) => !Number.isFinite(step) || step <= 0)) {
    throw new InvalidArgumentError(
      'It must be one positive number, or two with a comma between (row,column), in mm per pixel with a decimal point.',
    );
  }
  const [row, column = row] = steps;
  return [row, column];
}

export const parseWhole = (smallest: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < smallest) {
    throw new InvalidArgumentError(`It must be a whole number of at least ${smallest}.`);
  }
  return value;
};
