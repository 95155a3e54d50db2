/** The call of a command as it can be given again. */
import type { Command } from 'commander';

const PLAIN = /^[\w@%+=:,./-]+$/;

export function commandLine(command: Command): string {
  let root = command;
  while (root.parent) root = root.parent;
  const words = (root as Command & { rawArgs: string[] }).rawArgs;
  const quoted = words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['npx', 'miniseg', ...quoted].join(' ');
}
