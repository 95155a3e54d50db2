/** Starts programs as a user's shell would. */
import { execFile } from 'node:child_process';
// @ts-expect-error plain JavaScript, shared with the scripts
import { shellFor } from '../../scripts/shell.mjs';

/** Runs a program to its end; rejects with everything that it printed when it fails. */
export function run(
  command: string,
  args: string[],
  cwd: string,
  settings: Record<string, string> = {},
): Promise<string> {
  // vitest sets NODE_ENV to 'test', which bundlers and package managers read; a user's shell has none.
  const { NODE_ENV: _, ...inherited } = process.env;
  const env = { ...inherited, ...settings };
  return new Promise((resolve, reject) => {
    const [words, shell] = shellFor(command, args) as [string[], { shell: boolean }];
    execFile(command, words, { cwd, env, maxBuffer: 2 ** 26, ...shell }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')} failed: ${error.message}\n${stdout}\n${stderr}`));
    });
  });
}
