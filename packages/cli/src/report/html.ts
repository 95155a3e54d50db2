/** HTML in which text from files and users cannot become markup: every value that is put into it is escaped. */

import { printable, printableJson } from '@miniseg/checkpoints/safetensors';

/** Markup that is safe as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in `html`: text and numbers are escaped, markup is not, lists are joined, nothing is nothing. */
export type Content = string | number | Html | undefined | false | readonly Content[];

/**
 * @example
 * html`<p>${fileName}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(parts.map((part, n) => (n === 0 ? part : textOf(values[n - 1]) + part)).join(''));
}

/** Markup that this program wrote itself, such as a plot. Never for what came from a file. */
export const markup = (text: string): Html => new Html(text);

function textOf(value: Content): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(textOf).join('');
}

const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe between tags and inside of quoted attributes; what would turn the direction of text, or hide some, is shown. */
export const escapeHtml = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (sign) => NAMES[sign]);

/** A value as indented JSON, line by line. */
export const jsonHtml = (value: unknown): Html =>
  new Html(
    printableJson(JSON.stringify(value, null, 2))
      .split('\n')
      .map(escapeHtml)
      .join('\n'),
  );
