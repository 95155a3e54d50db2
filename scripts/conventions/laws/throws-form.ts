/** Law: a doc comment names the error of a function in one form, `@throws {XError} \`code\` ...`. */
import { sourcesOf, textOf, workspacesOf } from './project.js';

export function throwsForm(root: string): string[] {
  return workspacesOf(root).flatMap((workspace) =>
    sourcesOf(root, workspace).flatMap((file) =>
      textOf(root, file)
        .split('\n')
        .flatMap((line, number) =>
          /@throws\b(?! \{\w*Error\}( |$))/.test(line)
            ? [`${file}:${number + 1}: write @throws {XError} ...`]
            : [],
        ),
    ),
  );
}
