/**
 * Compiles a package's WebAssembly modules from AssemblyScript: `assembly/modules.json` names them, and each becomes
 * `src/generated/<module>.ts`, which exports its bytes in base64, so that no bundler and no server needs to know of
 * a .wasm file. Run by a package's `build` script, in the package's folder.
 *
 * modules.json: { "<module>": { "entry": "<file in assembly/>", "flags": ["--enable", "relaxed-simd", ...] } }
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import asc from 'assemblyscript/asc';

/** Kernels work on a memory that somebody else owns: no allocator, no static data, nothing imported but that memory. */
const COMMON = [
  '--runtime', 'stub',
  '--importMemory',
  '--enable', 'simd',
  '--optimizeLevel', '3',
  '--shrinkLevel', '0',
  '--converge',
  '--noAssert',
  '--use', 'abort=',
]; // biome-ignore format: a flag and its value belong on one line

const modules = JSON.parse(readFileSync('assembly/modules.json', 'utf8'));
rmSync('src/generated', { recursive: true, force: true });
mkdirSync('src/generated', { recursive: true });
for (const [name, { entry, flags = [] }] of Object.entries(modules)) {
  const output = path.join(tmpdir(), `miniseg-${process.pid}-${name}.wasm`);
  const { error, stderr } = await asc.main([
    path.join('assembly', entry),
    '--outFile',
    output,
    ...COMMON,
    ...flags,
  ]);
  if (error) {
    console.error(`${name}: ${error.message}\n${stderr.toString()}`);
    process.exit(1);
  }
  const bytes = readFileSync(output);
  rmSync(output);
  writeFileSync(
    path.join('src', 'generated', `${name}.ts`),
    `/** Generated from assembly/${entry}; ${bytes.length} bytes. */\nexport default '${bytes.toString('base64')}';\n`,
  );
}
