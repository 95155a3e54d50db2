/** What to do when the native part of tfjs-node or tfjs-node-gpu does not load, told by what the system said. */
import { CUDA } from '../cuda.js';
import type { NativePackage } from './native-package.js';

/**
 * Says what to do. The usual cause: installing these packages fetches or builds the native part by a script, and a package
 * manager may be set to run no scripts; pnpm runs none unless told to.
 */
export function nativeCure(name: NativePackage, message: string): string {
  const rebuild = `npm rebuild ${name} --build-addon-from-source`;
  const more = ' (or see docs/backends.md)';
  if (
    /\b(lib)?(cuda|cublas|cudnn|cufft|curand|cusolver|cusparse|nvinfer|nvcuda)\w*\.(so|dll)/i.test(message)
  ) {
    return `TensorFlow's GPU library needs ${CUDA}. Install them, put their folders on the system's library path, or use @tensorflow/tfjs-node.`;
  }
  if (/cannot open shared object|specified module could not be found|image not found/i.test(message)) {
    return `A library that it needs is missing, mostly TensorFlow's own, which its installation fetches. Run: ${rebuild}${more}.`;
  }
  if (/undefined symbol|symbol not found|procedure could not be found/i.test(message)) {
    return `The TensorFlow library beside it is of another version than it was built for. Run: ${rebuild}${more}.`;
  }
  if (/GLIBC|GLIBCXX|ELF|mach-o|not a valid Win32/i.test(message)) {
    return `It was built for another system. Run: ${rebuild}${more}.`;
  }
  return `Build its native part: ${rebuild}, with pnpm after 'pnpm approve-builds'${more}.`;
}
