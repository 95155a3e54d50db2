/** Measures in a process of its own, whose peak memory is then the case's. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('node-case.mjs', import.meta.url));

/** @returns What `measure` gives, and `residentBytes`: the most memory that the process held. */
export function measureInNode({ preset, backend, rounds }) {
  return new Promise((resolve, reject) => {
    // Silent, as tfjs greets on the standard output.
    const child = fork(program, [preset, backend, String(rounds)], { silent: true });
    let complaint = '';
    child.stdout.resume();
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    child.on('message', resolve);
    child.on('error', reject);
    // After a result this changes nothing.
    child.on('close', (code) =>
      reject(new Error(`The process ended with code ${code}. ${complaint.trim()}`)),
    );
  });
}
