/** Every workspace can be tested in its folder, and every package says where it comes from. */
import { workspacesOf } from './project.js';

/** @returns One line for each manifest that lacks a field. */
export function manifests(root: string): string[] {
  return workspacesOf(root).flatMap(({ folder, manifest }) => {
    const scripts = manifest.scripts as Record<string, string> | undefined;
    const fields = manifest.private ? [] : ['repository', 'homepage', 'bugs', 'keywords'];
    return [
      ...(scripts?.test ? [] : [`${folder}: has no test script`]),
      ...fields.filter((field) => !manifest[field]).map((field) => `${folder}: has no ${field}`),
    ];
  });
}
