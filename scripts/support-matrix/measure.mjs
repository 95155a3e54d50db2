/** Checks every op on one backend: the same code in Node and in a page. */
import { checkOps, KNOWN_CASES, MORE_CASES, useBackend } from '@miniseg/backends';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { OWN_CASES } from '../../packages/cli/dist/doctor/own-cases.js';

/** @returns Results in the two groups of the table. */
export async function measure({ backend, training }) {
  enableProdMode();
  // The union package registers the gradients of tfjs, which tfjs-core alone does not.
  await import('@tensorflow/tfjs');
  await useBackend('cpu');
  await useBackend(backend);
  if (training) (await import('@miniseg/backends/wasm-train')).registerWasmTraining();
  return { own: await check(OWN_CASES), tfjs: await check([...KNOWN_CASES, ...MORE_CASES]) };
}

/** `known`: it was compared with an answer in plain JavaScript, otherwise with the cpu backend. */
async function check(cases) {
  const known = new Set(cases.filter(({ answer }) => answer).map(({ name }) => name));
  return (await checkOps(cases)).map((result) => ({ ...result, known: known.has(result.name) }));
}
