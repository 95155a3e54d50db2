/** The pages of the API, one for each entry of each package, by typedoc out of the doc comments. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Application, Converter, ReflectionKind } from 'typedoc';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { entryPoints } from './entry-points.mjs';

/**
 * @param out The folder of the pages; emptied first.
 * @returns The names of the entries, as '@miniseg/ops/layers'; the page of each is `<name>.md`.
 * @throws {Error} where a comment cannot be read
 */
export async function writeApiPages(out) {
  const entries = entryPoints();
  rmSync(out, { recursive: true, force: true });
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    name: 'API',
    // Not given to a method: typedoc empties its default folder, which is this one with all pages, where this is absent.
    out,
    entryPoints: entries.map(({ source }) => source),
    tsconfig: writeTsconfig(entries, path.dirname(out)),
    // Types are checked elsewhere.
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    sort: ['kind', 'alphabetical'],
    blockTags: [
      '@defaultValue',
      '@deprecated',
      '@example',
      '@nocollapse',
      '@param',
      '@remarks',
      '@returns',
    ].concat(['@see', '@throws', '@typeParam']),
    notRenderedTags: ['@nocollapse'],
    validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true },
    logLevel: 'Error',
    outputFileStrategy: 'modules',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    enumMembersFormat: 'table',
    expandParameters: false,
    entryFileName: 'index',
    // Its links and the ids that VitePress gives to headings differ where names repeat.
    useHTMLAnchors: true,
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => nameModules(project, entries));
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => leaveOutInherited(project));
  const project = await app.convert();
  if (!project || app.logger.hasErrors()) throw new Error('The API pages could not be made: see above.');
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('The API pages could not be written: see above.');
  for (const { name } of entries) giveItsName(name, out);
  return entries.map(({ name }) => name);
}

/** A page gets a number where a type of another page has its name: 'formats/volume-1', as `formats` has a `Volume`. */
function giveItsName(name, out) {
  const [folder, last] = [path.join(out, path.dirname(name)), path.basename(name)];
  if (existsSync(path.join(folder, `${last}.md`))) return;
  const numbered = readdirSync(folder).find((file) => new RegExp(`^${last}-\\d+\\.md$`).test(file));
  if (!numbered) throw new Error(`There is no page of '${name}'.`);
  renameSync(path.join(folder, numbered), path.join(folder, `${last}.md`));
  for (const file of readdirSync(out, { recursive: true }).filter((each) => each.endsWith('.md'))) {
    const text = readFileSync(path.join(out, file), 'utf8');
    if (text.includes(numbered)) {
      writeFileSync(path.join(out, file), text.replaceAll(numbered, `${last}.md`));
    }
  }
}

/** One program over all packages: a type of another package leads to its page. */
function writeTsconfig(entries, folder) {
  const file = path.join(folder, 'tsconfig.json');
  mkdirSync(folder, { recursive: true });
  const tsconfig = {
    extends: path.join(projectRoot, 'tsconfig.base.json'),
    compilerOptions: {
      types: ['node'],
      typeRoots: [path.join(projectRoot, 'node_modules', '@types')],
      noEmit: true,
      module: 'ESNext',
      moduleResolution: 'Bundler',
      paths: Object.fromEntries(entries.map(({ name, source }) => [name, [source]])),
    },
    files: entries.map(({ source }) => source),
  };
  writeFileSync(file, JSON.stringify(tsconfig, undefined, 2));
  return file;
}

/** By what users import, where typedoc names by the place of the source: 'ops/src/layers'. */
function nameModules(project, entries) {
  const names = new Map(
    entries.map(({ name, source }) => {
      const place = path.relative(path.join(projectRoot, 'packages'), source).split(path.sep).join('/');
      return [place.replace(/(\/index)?\.ts$/, ''), name];
    }),
  );
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    const name = names.get(module.name);
    if (name === undefined) throw new Error(`No package exports the module '${module.name}'.`);
    module.name = name;
  }
}

/** What a layer has from tfjs' own base class is told by tfjs. */
function leaveOutInherited(project) {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
    const parts = [
      reflection,
      ...(reflection.signatures ?? []),
      reflection.getSignature,
      reflection.setSignature,
    ];
    const isInherited = parts.some((part) => part?.inheritedFrom);
    const isConstructor = reflection.kindOf(ReflectionKind.Constructor);
    if (isInherited && !isConstructor) project.removeReflection(reflection);
  }
}
