/** Law: a package imports only what the table of docs/structure.md allows. */
import { importsOf } from './imports.js';
import { sourcesOf, textOf, type Workspace, workspacesOf } from './project.js';

/** One thing that a package may import. */
interface Permission {
  /** A package of ours with or without an entry, or one of tfjs: `formats`, `formats/volume`, `tfjs-core`. */
  target: string;
  /** Entries of the importing package; empty for all of them. */
  within: string[];
}

/**
 * Rows `| \`name\`, \`other\` | \`formats/volume\`, \`formats\` in \`./files\` | ... |`: what stands between backticks in the second
 * column may be imported, by all entries, or by those after "in".
 */
function readTable(markdown: string): Map<string, Permission[]> {
  const table = new Map<string, Permission[]>();
  for (const line of markdown.split('\n')) {
    const [, names, allowed] = line.split('|').map((cell) => cell.trim());
    if (!names?.startsWith('`') || allowed === undefined) continue;
    const permissions = [...allowed.matchAll(/`([^`.][^`]*)`(?: in ((?:`[^`]+`(?: and )?)+))?/g)].map(
      ([, target, within]): Permission => ({
        target,
        within: [...(within ?? '').matchAll(/`\.\/([^`]+)`/g)].map(([, entry]) => entry),
      }),
    );
    for (const [, name] of names.matchAll(/`([^`]+)`/g)) table.set(name, permissions);
  }
  return table;
}

export function allowedImports(root: string): string[] {
  const table = readTable(textOf(root, 'docs/structure.md'));
  return workspacesOf(root)
    .filter(({ group }) => group === 'packages')
    .flatMap((workspace) => {
      const permissions = table.get(workspace.name);
      if (!permissions) return [`${workspace.folder}: has no row in docs/structure.md`];
      return [...wrongDependencies(workspace, permissions), ...wrongImports(root, workspace, permissions)];
    });
}

function wrongDependencies({ folder, manifest }: Workspace, permissions: Permission[]): string[] {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const known = new Set(permissions.map(({ target }) => target.split('/')[0]));
  return names
    .flatMap((name) => shortName(name) ?? [])
    .filter((name) => !known.has(name.split('/')[0]) && !known.has('all'))
    .map((name) => `${folder}/package.json: depends on ${name}, which docs/structure.md does not allow`);
}

function wrongImports(root: string, workspace: Workspace, permissions: Permission[]): string[] {
  return sourcesOf(root, workspace).flatMap((file) => {
    const inside = file.slice(`${workspace.folder}/src/`.length);
    return importsOf(root, file)
      .flatMap((specifier) => shortName(specifier) ?? [])
      .filter((name) => !permissions.some((permission) => allows(permission, name, inside)))
      .map((name) => `${file}: imports ${name}, which docs/structure.md does not allow there`);
  });
}

function allows({ target, within }: Permission, name: string, inside: string): boolean {
  if (target !== 'all' && name !== target && !name.startsWith(`${target}/`)) return false;
  return within.length === 0 || within.some((entry) => inside.startsWith(`${entry}/`));
}

/** `@miniseg/x/y` as `x/y`, `@tensorflow/tfjs-core/...` as `tfjs-core`; undefined for other libraries. */
function shortName(specifier: string): string | undefined {
  const ours = /^@miniseg\/(.+)$/.exec(specifier)?.[1];
  const tfjs = /^@tensorflow\/([^/]+)/.exec(specifier)?.[1];
  return ours ?? tfjs;
}
