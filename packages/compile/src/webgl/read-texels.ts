/** Reads a texture without waiting for the device: the page goes on meanwhile. */

import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { checkContext } from './context.js';
import { nextTurn } from './next-turn.js';

/** How long (ms) the fence is looked at in every turn; what takes longer can wait for a timer. */
const EAGER = 40;

/**
 * @param columns Texels in a row, of four numbers each.
 * @param Type Bytes of a texture of bytes; floats of any other.
 * @throws {CompileError} ('device') when the context is lost meanwhile.
 */
export async function readTexels(
  backend: MathBackendWebGL,
  info: TensorInfo,
  rows: number,
  columns: number,
  Type: Uint8ArrayConstructor | Float32ArrayConstructor,
): Promise<Uint8Array | Float32Array> {
  const gl = backend.getGPGPUContext().gl as WebGL2RenderingContext;
  const texels = new Type(rows * columns * 4);
  const buffer = gl.createBuffer();
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  const texture = backend.getTexture(info.dataId);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  gl.bufferData(gl.PIXEL_PACK_BUFFER, texels.byteLength, gl.STREAM_READ);
  const type = texels instanceof Uint8Array ? gl.UNSIGNED_BYTE : gl.FLOAT;
  gl.readPixels(0, 0, columns, rows, gl.RGBA, type, 0);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  // tfjs binds its own framebuffer before each draw.
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  try {
    await passed(gl, fence, () => checkContext(backend));
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, texels);
    checkContext(backend);
    return texels;
  } finally {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(buffer);
    gl.deleteSync(fence);
  }
}

/** A timer would be late by 4 ms, which browsers make of every short one: of a run of 2 ms that would be most. */
async function passed(gl: WebGL2RenderingContext, fence: WebGLSync | null, check: () => void): Promise<void> {
  const began = performance.now();
  for (;;) {
    // A lost context never passes a fence.
    check();
    const status = fence && gl.clientWaitSync(fence, 0, 0);
    if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED) return;
    if (performance.now() - began < EAGER) await nextTurn();
    else await new Promise((resolve) => setTimeout(resolve));
  }
}
