/** The WebGL backend of tfjs, and whether its context is still there: a lost one computes nothing and says nothing. */

import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { backend, env, engine as tfjs } from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';

/** @throws {CompileError} ('device') unless tfjs's webgl backend, with WebGL 2, is the one that is set. */
export function webglBackend(): MathBackendWebGL {
  const { backendName } = tfjs();
  const version = backendName === 'webgl' ? env().getNumber('WEBGL_VERSION') : 0;
  if (version === 2) return backend() as MathBackendWebGL;
  throw new CompileError(
    'device',
    backendName === 'webgl'
      ? `target 'webgl' needs WebGL 2, and here is ${version}; use target 'tfjs' or 'wasm'.`
      : `target 'webgl' needs the backend 'webgl', and '${backendName}' is set; import '@tensorflow/tfjs-backend-webgl' ` +
          "and call await tf.setBackend('webgl'), or use another target.",
  );
}

/** @throws {CompileError} ('device') when the context is lost. */
export function checkContext(backend: MathBackendWebGL): void {
  if (!backend.getGPGPUContext().gl.isContextLost()) return;
  throw new CompileError(
    'device',
    'The WebGL context is lost: the driver was reset, or other pages took its memory, and all its tensors are gone. ' +
      "Call tf.removeBackend('webgl'), register and set a backend again, load the model again, and compile it again; " +
      'or reload the page.',
  );
}
