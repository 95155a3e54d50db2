/**
 * Compiles a package's WebAssembly modules from AssemblyScript: `assembly/modules.json` names them, and each becomes
 * `src/generated/<module>.ts`, which exports its bytes in base64, so that no bundler and no server needs to know of
 * a .wasm file. Run by a package's `build` script, in the package's folder. Two more files tell TypeScript what is in them,
 * so that nothing has to be listed twice: `kernels.ts` has each kernel's count of arguments, `structs.ts` the fields of
 * each `@unmanaged` class in their order in memory.
 *
 * modules.json: { "<module>": { "entry": "<file in assembly/>", "flags": ["--enable", "relaxed-simd", ...] } }
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
/** By name; all modules of a package have the same kernels. */
let kernels = {};
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
  // Node 20 cannot compile relaxed SIMD.
  if (WebAssembly.validate(bytes)) kernels = argumentCounts(bytes);
}
write(
  'kernels',
  `How many arguments each kernel takes, as compiled.`,
  `export const kernels = ${literal(kernels)} as const;`,
);
const structs = readdirSync('assembly').flatMap((file) => structsOf(path.join('assembly', file)));
if (structs.length > 0) {
  const lists = structs.map(([name, fields]) => `export const ${name} = ${literal(fields)} as const;`);
  write(
    'structs',
    'The fields of the classes in assembly/, in their order in memory: 32 bits each.',
    lists.join('\n'),
  );
}

function write(name, description, code) {
  writeFileSync(path.join('src', 'generated', `${name}.ts`), `/** Generated: ${description} */\n${code}\n`);
}

function literal(value) {
  return JSON.stringify(value).replaceAll('"', "'");
}

/** The exported functions' counts of arguments, read off the functions themselves. */
function argumentCounts(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return Object.fromEntries(
    Object.entries(exports).flatMap(([name, value]) =>
      typeof value === 'function' ? [[name, value.length]] : [],
    ),
  );
}

/** `class ConvolveArgs` becomes CONVOLVE_ARGS. Other fields than numbers of 32 bits are an error: nothing could fill them. */
function structsOf(file) {
  return [
    ...readFileSync(file, 'utf8').matchAll(/@unmanaged\s+(?:export )?class (\w+) \{([\s\S]*?)\n\}/g),
  ].map(([, name, body]) => {
    const fields = [...body.matchAll(/^ {2}(\w+): (\w+);$/gm)].map(([, field, type]) => {
      if (!['usize', 'i32', 'u32', 'f32'].includes(type))
        throw new Error(`${file}: ${name}.${field} is ${type}`);
      return field;
    });
    return [name.replace(/(?<!^)([A-Z])/g, '_$1').toUpperCase(), fields];
  });
}
