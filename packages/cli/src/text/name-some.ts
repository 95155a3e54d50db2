/** Enough of a list to recognize it in a message: `'a', 'b', 'c' and 17 more`. */
export function nameSome(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `'${name}'`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
