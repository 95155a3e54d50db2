/**
 * How a program is started on every system. On Windows npm, npx and programs of packages are scripts, which only a shell
 * runs, and a shell takes words apart at blanks; everything else is started without one.
 */

/** @returns What `spawn` and `execFile` take: `[words, options]`. */
export function shellFor(command, words, platform = process.platform) {
  const shell = platform === 'win32' && /^(npm|npx|publint|attw|size-limit)$/.test(command);
  return [shell ? words.map(quoted) : words, { shell }];
}

/** For cmd: in quotation marks where it would see more than one word, or a sign of its own. */
function quoted(word) {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`;
}
