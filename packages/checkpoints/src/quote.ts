const LONGEST = 80;

/** A name out of a file as a message may show it: escaped, and never longer than a line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text);
}

/**
 * Any value out of a file, as text. Never `String(value)` where a list can stand: a few bytes of pickle make lists that
 * would unfold to more text than any memory holds.
 */
export function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return '(list)';
  if (typeof value === 'object' && value !== null) return '(object)';
  return typeof value === 'bigint'
    ? `an integer of ${value.toString(16).length} hexadecimal digits`
    : String(value);
}

/** The first few values of a list, between brackets. */
export function showList(values: readonly unknown[]): string {
  return `[${values.slice(0, 8).map(show).join(', ')}${values.length > 8 ? ', ...' : ''}]`;
}
