/** Real files of the folder `shared`, where it is. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
// @ts-expect-error plain JavaScript, shared with the scripts
import { sharedFolder } from '../../scripts/shared-folder.mjs';

const folder: string | undefined = sharedFolder();

export const hasShared = folder !== undefined;
/** For titles of tests that are skipped without it. */
export const WITHOUT = hasShared ? '' : ' (the folder shared is not beside the project, see MINISEG_SHARED)';
export const shared = (file: string): string => path.join(folder ?? '', file);

/** The weights that come with the page. */
export const DEMO_WEIGHTS = fileURLToPath(
  new URL('../../packages/model/weights/phantom-aaai.safetensors', import.meta.url),
);
