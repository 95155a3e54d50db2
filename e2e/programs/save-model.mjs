// node save-model.mjs <folder>: a seeded model and what it predicts on the cpu backend.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import { miniSeg } from '@miniseg/model';
import { folder } from '@miniseg/model/node';
import { perturb, predictions } from './probe.mjs';

const [target] = process.argv.slice(2);
await useBackend('cpu');
const model = miniSeg({ preset: 'aaai', initialization: 'kaiming', seed: 1 });
perturb(model);
await model.save(folder(target));
writeFileSync(path.join(target, 'cpu.json'), JSON.stringify(await predictions(model)));
