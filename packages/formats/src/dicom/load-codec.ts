import { FormatError } from '../errors.js';
import type { CodecFactory, FrameDecoder } from './codec.js';

export type Codec = new () => FrameDecoder;

/**
 * A decoder from the first build that starts. package.json maps '#charls' and '#openjpeg' to WebAssembly in Node,
 * where it is read from the codec's own folder; the build behind it is plain JavaScript, for bundles that lost
 * that folder.
 *
 * @param builds Modules whose default export is a `CodecFactory` of that name.
 * @throws {FormatError} `unsupported` where no build starts
 */
export async function loadCodec<Name extends string>(
  name: Name,
  builds: (() => Promise<{ default: unknown }>)[],
): Promise<Codec> {
  const quiet = () => {};
  const failures: unknown[] = [];
  for (const build of builds) {
    try {
      const { default: factory } = await build();
      return (await (factory as CodecFactory<Name>)({ print: quiet, printErr: quiet }))[name];
    } catch (failure) {
      failures.push(failure);
    }
  }
  throw new FormatError(
    'unsupported',
    `The ${name} cannot be loaded: ${failures.map((failure) => (failure as Error).message ?? failure).join('; ')}. Check that the bundler keeps this package's dynamic imports.`,
    { cause: failures[0] },
  );
}
