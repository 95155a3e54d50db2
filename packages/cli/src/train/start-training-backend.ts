/** The backend of a run, checked, and with the gradient kernels that it lacks. */
import { type BackendName, selectBackend } from '@miniseg/backends';

/** @throws BackendError that says why the backend cannot be had, or why it cannot train. */
export async function startTrainingBackend(name: string): Promise<string> {
  const { chosen } = await selectBackend({ allow: [name as BackendName], train: true, quiet: true });
  return chosen;
}
