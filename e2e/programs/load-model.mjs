// node load-model.mjs <folder> <backend>: what the model in the folder predicts on a backend.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { useBackend } from '@miniseg/backends';
import '@miniseg/model';
import { folder } from '@miniseg/model/node';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { predictions } from './probe.mjs';

const [source, backend] = process.argv.slice(2);
await useBackend(backend);
const model = await loadLayersModel(folder(source));
writeFileSync(path.join(source, `${backend}.json`), JSON.stringify(await predictions(model)));
