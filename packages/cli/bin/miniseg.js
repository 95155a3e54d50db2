#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import * as module from 'node:module';
import { nodeFits, tooOld } from './node-version.js';

// Who reads the output may leave, as `| head` does: the work goes on, unheard.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
if (nodeFits(process.versions.node, engines.node)) {
  // Node 22 and later keep what they compiled for the next call, in a folder that NODE_COMPILE_CACHE names.
  module.enableCompileCache?.();
  const { main } = await import('../dist/joined/index.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  console.error(tooOld(process.versions.node, engines.node));
  process.exitCode = 1;
}
