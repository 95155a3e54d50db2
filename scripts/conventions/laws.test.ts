/** The laws of docs/structure.md hold. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { allowedImports } from './laws/allowed-imports.js';
import { documented } from './laws/documented.js';
import { equalChecks } from './laws/equal-checks.js';
import { errorShape } from './laws/error-shape.js';
import { manifests } from './laws/manifests.js';
import { noCircles } from './laws/no-circles.js';
import { patientLooks } from './laws/patient-looks.js';
import { spelling } from './laws/spelling.js';
import { throwsForm } from './laws/throws-form.js';
import { typeChecked } from './laws/type-checked.js';

const root = path.resolve(import.meta.dirname, '../..');

const LAWS: Record<string, (root: string) => string[]> = {
  'packages import only what docs/structure.md allows': allowedImports,
  'no file imports itself by way of others': noCircles,
  'one shape and one list of codes for errors': errorShape,
  'options are checked by the same lines everywhere': equalChecks,
  'spelling is American': spelling,
  'tests wait for what a page shows': patientLooks,
  '@throws has one form': throwsForm,
  'every export has a doc comment, with shapes where it has any': documented,
  'every file is type-checked': typeChecked,
  'every manifest has its fields and a test script': manifests,
};

it.each(Object.entries(LAWS))('%s', (_title, law) => {
  expect(law(root)).toEqual([]);
});
