/** Reads a texture of bytes without waiting for the device: the page goes on meanwhile. */

import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { checkContext } from './context.js';

/**
 * @param columns Texels in a row, four bytes each.
 * @throws {CompileError} ('device') when the context is lost meanwhile.
 */
export async function readBytes(
  backend: MathBackendWebGL,
  info: TensorInfo,
  rows: number,
  columns: number,
): Promise<Uint8Array> {
  const gl = backend.getGPGPUContext().gl as WebGL2RenderingContext;
  const buffer = gl.createBuffer();
  copyTexture(gl, backend.getTexture(info.dataId), buffer, rows, columns);
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  try {
    for (;;) {
      // A lost context never passes a fence.
      checkContext(backend);
      const status = fence && gl.clientWaitSync(fence, 0, 0);
      if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED) break;
      await new Promise((resolve) => setTimeout(resolve));
    }
    const bytes = new Uint8Array(rows * columns * 4);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, bytes);
    checkContext(backend);
    return bytes;
  } finally {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(buffer);
    gl.deleteSync(fence);
  }
}

/** Into a buffer of the device, which is read later. tfjs binds its own framebuffer before each draw. */
function copyTexture(
  gl: WebGL2RenderingContext,
  texture: WebGLTexture,
  buffer: WebGLBuffer | null,
  rows: number,
  columns: number,
): void {
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  gl.bufferData(gl.PIXEL_PACK_BUFFER, rows * columns * 4, gl.STREAM_READ);
  gl.readPixels(0, 0, columns, rows, gl.RGBA, gl.UNSIGNED_BYTE, 0);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
}
