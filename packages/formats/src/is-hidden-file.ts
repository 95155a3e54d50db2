/**
 * True for names that begin with a dot, such as the `._IM001` that macOS puts beside files on other disks: they hold
 * no image, whatever their suffix says.
 *
 * @param name with or without folders, whose own names do not count
 */
export function isHiddenFile(name: string): boolean {
  return /(^|[\\/])\.[^\\/]+$/.test(name);
}
