/**
 * All that the command line prints. Names of files and texts out of them may hold anything; here they become harmless,
 * line by line, so that no caller has to think of it. (A bar is drawn by `progress/screen.ts`, out of the same parts.)
 */
import { printable, printableJson } from '@miniseg/checkpoints/safetensors';
import { json } from '../files/json.js';

/** Results, on standard output. A line break inside of a line is shown as an escape. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(asLines(lines));
}

/** A value as JSON, on standard output: what a terminal would act on is an escape in it, and means the same. */
export function printJson(value: unknown): void {
  printJsonText(json(value));
}

/** The same for JSON that is text already. */
export function printJsonText(text: string): void {
  process.stdout.write(printableJson(text));
}

/** Notes and errors, on standard error. */
export function tellLines(lines: readonly string[]): void {
  process.stderr.write(asLines(lines));
}

const asLines = (lines: readonly string[]) => lines.map((line) => `${printable(line)}\n`).join('');
