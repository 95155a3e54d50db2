import type { CodecFactory, FrameDecoder } from '@cornerstonejs/codec';
import { FormatError } from '../errors.js';

export type Codec = new () => FrameDecoder;

/**
 * A decoder from the first build that starts. package.json maps '#charls' and '#openjpeg' to WebAssembly in Node,
 * where it is read from the package's own folder; the build behind it is plain JavaScript, for bundles that lost
 * that folder.
 *
 * @throws {FormatError} `unsupported` where no build starts
 */
export async function loadCodec<Name extends string>(
  name: Name,
  builds: (() => Promise<{ default: CodecFactory<Name> }>)[],
): Promise<Codec> {
  const quiet = () => {};
  const failures: unknown[] = [];
  for (const build of builds) {
    try {
      const { default: factory } = await build();
      return (await factory({ print: quiet, printErr: quiet }))[name];
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
