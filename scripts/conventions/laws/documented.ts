/** Law: everything that a package exports has a doc comment, and what takes or gives tensors tells their shapes. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { textOf, type Workspace, workspacesOf } from './project.js';

interface Exported {
  name: string;
  file: string;
  node: ts.Node;
  source: ts.SourceFile;
}

/** Functions over tensors whose shape does not matter, or is that of another function's argument. */
const TENSOR = /\bTensor\dD\b/;

export function documented(root: string): string[] {
  return workspacesOf(root)
    .filter(({ group }) => group === 'packages')
    .flatMap((workspace) => exportsOf(root, workspace).flatMap(faultsOf));
}

function faultsOf({ name, file, node, source }: Exported): string[] {
  const comment = commentOf(node, source);
  if (comment === undefined) return [`${file}: ${name} has no doc comment`];
  const isFunction = ts.isFunctionDeclaration(node);
  if (isFunction && TENSOR.test(signatureOf(node, source)) && !/[[\]]/.test(comment)) {
    return [`${file}: ${name} takes or gives tensors; its doc comment does not tell their shapes`];
  }
  return [];
}

/** The signature without the body. */
function signatureOf(node: ts.FunctionDeclaration, source: ts.SourceFile): string {
  return source.text.slice(node.getStart(source), node.body?.getStart(source) ?? node.getEnd());
}

/** The doc comment of a declaration; one that opens the file will do for the only thing that the file exports. */
function commentOf(node: ts.Node, source: ts.SourceFile): string | undefined {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const own = comments.map((comment) => comment.getText(source)).join('\n');
  return own === '' ? undefined : own;
}

/** What the entries of a package export, each once. */
function exportsOf(root: string, { folder, manifest }: Workspace): Exported[] {
  const found = new Map<string, Exported>();
  for (const entry of Object.keys(manifest.exports ?? {})) {
    const file = `${folder}/src/${entry === '.' ? '' : `${entry.slice(2)}/`}index.ts`;
    if (existsSync(path.join(root, file))) collect(root, file, undefined, found);
  }
  return [...found.values()];
}

/** @param wanted Names by the names under which they are exported; undefined for all. */
function collect(
  root: string,
  file: string,
  wanted: readonly string[] | undefined,
  found: Map<string, Exported>,
): void {
  const source = ts.createSourceFile(file, textOf(root, file), ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier;
      if (!from || !ts.isStringLiteral(from) || !from.text.startsWith('.')) continue;
      const target = path.posix.join(path.posix.dirname(file), from.text).replace(/\.js$/, '.ts');
      const { exportClause } = statement;
      const names =
        exportClause && ts.isNamedExports(exportClause)
          ? exportClause.elements
              .filter(({ name }) => wanted === undefined || wanted.includes(name.text))
              .map(({ propertyName, name }) => (propertyName ?? name).text)
          : wanted;
      if (names === undefined || names.length > 0) collect(root, target, names, found);
    } else if (isExported(statement)) {
      for (const name of namesOf(statement)) {
        if (wanted !== undefined && !wanted.includes(name)) continue;
        const known = found.get(`${file} ${name}`);
        // The first of several overloads has the comment.
        if (!known) found.set(`${file} ${name}`, { name, file, node: statement, source });
      }
    }
  }
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}
