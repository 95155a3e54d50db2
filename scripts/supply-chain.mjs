/**
 * `npm run supply-chain`: what users install, in `supply-chain/`: the bill of materials (CycloneDX, checked against its
 * schema) and the list of licenses. `--out <folder>` puts both elsewhere.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './shared-folder.mjs';
import { billOfMaterials, schemaErrors } from './supply-chain/bill-of-materials.mjs';
import { components } from './supply-chain/components.mjs';
import { licenseList, notAllowed } from './supply-chain/licenses.mjs';

const { values } = parseArgs({
  options: { out: { type: 'string', default: path.join(projectRoot, 'supply-chain') } },
});
const list = components(projectRoot);
const { version } = JSON.parse(
  readFileSync(path.join(projectRoot, 'packages', 'cli', 'package.json'), 'utf8'),
);
const bill = billOfMaterials(list, { name: 'miniseg-ts', version });
const errors = await schemaErrors(bill);
const refused = notAllowed(list);
if (errors || refused.length > 0) {
  if (errors) console.error(`The bill breaks the schema of CycloneDX: ${JSON.stringify(errors)}`);
  if (refused.length > 0)
    console.error(`Licenses that are not on the list of those we take: ${refused.join('; ')}`);
  process.exitCode = 1;
} else {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(path.join(values.out, 'bom.cdx.json'), bill);
  writeFileSync(path.join(values.out, 'licenses.md'), licenseList(list));
  console.log(`${list.length} packages: bom.cdx.json and licenses.md are in ${path.resolve(values.out)}.`);
}
