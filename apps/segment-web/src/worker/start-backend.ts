/** tfjs on one of its backends, by `selectBackend`: it starts it, checks its numbers, and says what is wrong. */
import type { BackendReport } from '@miniseg/backends';
import { backend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { BackendOffer } from '../shared/types.js';

export type TfjsBackend = 'cpu' | 'wasm' | 'webgl' | 'webgpu';
const GRAPHICS = ['webgl', 'webgpu'] as const;

/** For a network's weights until an engine has them: always there, and nothing more to load before the first mask. */
export async function startPlain(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await setBackend('cpu');
  await ready();
}

/**
 * @param check Run known ops against known answers, and refuse a backend that gets them wrong.
 * @throws {BackendError} when the browser has it not, or it computes wrongly; it says why, and what to do.
 */
export async function startBackend(name: TfjsBackend, { check }: { check: boolean }): Promise<BackendReport> {
  if (name === 'wasm') (await import('./embedded-wasm.js')).embedWasm();
  const { selectBackend } = await import('@miniseg/backends');
  return selectBackend({ allow: [name], check, quiet: true });
}

/** Which graphics backends start here, on what, or why not. In a worker that does nothing else. */
export async function offeredBackends(): Promise<BackendOffer[]> {
  const { selectBackend } = await import('@miniseg/backends');
  const offers: BackendOffer[] = [];
  for (const name of GRAPHICS) {
    // Plain JavaScript always starts, so that there is a report of the other.
    const report = await selectBackend({ allow: [name, 'cpu'], check: false, quiet: true });
    const { status, reason, cure } = report.candidates.find((one) => one.name === name) ?? {};
    offers.push(
      status === 'chosen'
        ? { name, starts: true, hardware: report.hardware, software: report.software }
        : { name, starts: false, reason, cure },
    );
  }
  return offers;
}

/** Rejects when the graphics driver takes a WebGL context back, which it may do at any time; undefined without one. */
export function contextLost(): Promise<never> | undefined {
  const canvas = glContext()?.canvas;
  if (!canvas) return undefined;
  return new Promise((_, reject) =>
    canvas.addEventListener('webglcontextlost', () => reject(new Error('The WebGL context was lost.'))),
  );
}

/** As the driver does when it needs the memory; for tests of what comes then. */
export function loseContext(): void {
  glContext()?.getExtension('WEBGL_lose_context')?.loseContext();
}

function glContext(): WebGL2RenderingContext | undefined {
  return (backend() as unknown as { gpgpu?: { gl: WebGL2RenderingContext } }).gpgpu?.gl;
}
