/** Values of options that say how grey values come from a volume's. */
import { WINDOWS } from '@miniseg/data/prepare';
import { InvalidArgumentError, Option } from 'commander';
import type { GreyRange } from '../volumes/grey-scale.js';

/** `lung`, another name of `WINDOWS`, or `center,width`, as the values of black and white. */
export function parseWindow(text: string): GreyRange {
  const named = Object.entries(WINDOWS).find(([name]) => name === text)?.[1];
  const [center, width] = named ? [named.center, named.width] : pair(text);
  if (!(width > 0)) {
    throw new InvalidArgumentError(
      `It must be ${Object.keys(WINDOWS).join(', ')}, or center,width in Hounsfield units, such as -600,1500.`,
    );
  }
  return [center - width / 2, center + width / 2];
}

export function parseRange(text: string): GreyRange {
  const [low, high] = pair(text);
  if (!(high > low))
    throw new InvalidArgumentError('It must be low,high with high above low, such as 0,4095.');
  return [low, high];
}

function pair(text: string): [number, number] {
  const parts = text.split(',');
  const values = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === 2 && values.every(Number.isFinite)
    ? (values as [number, number])
    : [Number.NaN, Number.NaN];
}

export const windowOption = () =>
  new Option(
    '--window <window>',
    'range of Hounsfield units from black to white: lung, mediastinum, bone or center,width',
  )
    .argParser(parseWindow)
    .conflicts(['range', 'labels']);

export const rangeOption = () =>
  new Option('--range <low,high>', 'values shown as black and as white, of any unit')
    .argParser(parseRange)
    .conflicts('labels');
