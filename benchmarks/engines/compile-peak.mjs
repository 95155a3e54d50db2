/** Compiles assembly/peak.ts to WebAssembly, with and without relaxed SIMD. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const entry = fileURLToPath(new URL('assembly/peak.ts', import.meta.url));

/** @returns the module's bytes; it imports nothing and exports its memory. */
export async function compilePeak(relaxed) {
  const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-peak-'));
  try {
    const output = path.join(folder, 'peak.wasm');
    const flags = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--use', 'abort='];
    if (relaxed) flags.push('--enable', 'relaxed-simd', '--use', 'RELAXED_SIMD=1');
    const { error, stderr } = await asc.main([entry, '--outFile', output, ...flags]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
