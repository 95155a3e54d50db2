/** Names that a function takes from outside of itself, besides globals: what is sent to a worker as source text has none. */
import ts from 'typescript';

const FILE = 'function.js';
/** "Cannot find name", with its variants that suggest another one or a library. */
const CANNOT_FIND = [2304, 2552, 2580, 2582, 2583, 2584, 2591, 2592, 2593, 2662, 2663];

/** @returns The names, as the compiler finds them in the function's own text; none for a function that stands alone. */
// biome-ignore lint/suspicious/noExplicitAny: functions of any kind.
export function freeNames(of: (...args: any[]) => unknown): string[] {
  const text = `export default ${of};`;
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, text, ts.ScriptTarget.ESNext) : getSourceFile(name, ...rest);
  const program = ts.createProgram([FILE], options, host);
  return program
    .getSemanticDiagnostics(program.getSourceFile(FILE))
    .filter(({ code }) => CANNOT_FIND.includes(code))
    .map(({ start = 0, length = 0 }) => text.slice(start, start + length));
}
