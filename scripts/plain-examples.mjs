/**
 * Examples in plain JavaScript, checked for what types can tell of them: names that a package does not export, options
 * that do not exist, calls with too many or too few arguments.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from './shared-folder.mjs';

/** 2305, 2724: no such export. 2307: no such module. 2353, 2561: no such property. 2551: misspelled. 2554, 2555: arguments. */
const TELLING = [2305, 2307, 2353, 2551, 2554, 2555, 2561, 2724];

/** @throws {Error} that lists what is wrong */
export function checkPlainExamples() {
  const examples = path.join(projectRoot, 'examples');
  const files = readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !existsSync(path.join(examples, entry.name, 'tsconfig.json')))
    .flatMap(({ name }) =>
      readdirSync(path.join(examples, name)).map((file) => path.join(examples, name, file)),
    )
    .filter((file) => /\.m?js$/.test(file));
  const wrong = plainMistakes(files);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** @param files Of plain JavaScript, absolute paths. @returns A line for each mistake. */
export function plainMistakes(files) {
  const program = ts.createProgram(files, {
    noEmit: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
  });
  return files
    .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
    .filter(({ code, messageText }) => TELLING.includes(code) && !isFileOfBundler(messageText))
    .map(({ file, start, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      const text = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${path.relative(projectRoot, file.fileName)}:${line + 1}: ${text}`;
    });
}

/** `./picture.png?url`, which only bundlers know. */
const isFileOfBundler = (message) =>
  /module '[^']*\?\w+'/.test(ts.flattenDiagnosticMessageText(message, ' '));
