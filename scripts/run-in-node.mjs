/** Runs a program in a Node process of its own, which sends one result with `process.send`. */
import { fork } from 'node:child_process';

/** @returns what it sends; an Error with the end of what it wrote to stderr, where it ends without. */
export function runInNode(program, options) {
  return new Promise((resolve, reject) => {
    // Silent, as tfjs greets on the standard output.
    const child = fork(program, [JSON.stringify(options)], { silent: true });
    let complaint = '';
    child.stdout.resume();
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    child.on('message', resolve);
    child.on('error', reject);
    // After a result this changes nothing.
    child.on('close', (code) =>
      reject(new Error(`The process ended with code ${code}. ${complaint.trim().slice(-300)}`)),
    );
  });
}
