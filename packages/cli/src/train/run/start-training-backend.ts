/** The backend of a run, checked, and with the gradient kernels that it lacks. */
import { type BackendName, selectBackend } from '@miniseg/backends';
import type { WasmThreads } from '@miniseg/backends/wasm-train';

export interface StartedBackend extends Partial<WasmThreads> {
  backend: string;
}

/** @throws {BackendError} that says why the backend cannot be had, or why it cannot train. */
export async function startTrainingBackend(name: string, threads?: number): Promise<StartedBackend> {
  const wasm = name === 'wasm' ? await startThreads(threads) : {};
  const { chosen } = await selectBackend({ allow: [name as BackendName], train: true, quiet: true });
  return { backend: chosen, ...wasm };
}

/** Before anything else starts the backend: its memory must be shared. */
async function startThreads(threads?: number): Promise<WasmThreads> {
  const { useWasmThreads } = await import('@miniseg/backends/wasm-train');
  return useWasmThreads(threads);
}
