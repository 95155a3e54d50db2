import { readFileSync } from 'node:fs';
import { probe } from './probe.mjs';

console.log(JSON.stringify(await probe(readFileSync('scan.txt', 'utf8'))));
// Deno and Bun keep idle workers alive that Node does not wait for.
process.exit();
