/** A program beside this process, whose server goes on meanwhile. */
import { spawn } from 'node:child_process';

/** @throws {Error} where it ends with another code than 0 */
export function runProgram(command, args, settings) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
      env: { ...process.env, ...settings },
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with code ${code}.`)),
    );
  });
}
