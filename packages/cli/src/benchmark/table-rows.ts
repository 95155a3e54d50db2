/** The rows of a table: what is trained for each, and what the paper prints of it. */
import { RIVALS } from '@miniseg/zoo';
import { CliError } from '../errors.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { type Ablation, MINISEG, type Printed, TABLE_1, TABLE_2, TABLE_3 } from './printed.js';

export type TableName = 'table1' | 'table2' | 'table3';

export interface TableRow {
  /** In `--rows`, and of its folder. */
  name: string;
  title: string;
  settings: Pick<TrainSettings, 'preset' | 'network'>;
  /** Starts from the encoder that is given with `--encoder`. */
  pretrained: boolean;
  printed: Printed;
  /** As the paper has them: parameters, FLOPs and frames a second; of table III alone. */
  printedCosts?: { parameters: string; flops: string; fps: number };
}

export function rowsOf(table: TableName): TableRow[] {
  if (table !== 'table3') return (table === 'table1' ? TABLE_1 : TABLE_2).map(ablation);
  const rivals = RIVALS.map(({ title, network, parameters, flops }): TableRow => {
    const name = network.replace(/_encoder$/, '');
    const [mIoU, SEN, SPC, DSC, HD, fps] = TABLE_3[name];
    // The classification networks segment with the decoder of MiniSeg.
    const trained = name === network ? network : `${name}_decoder`;
    return {
      ...{ name, title, pretrained: false, printed: [mIoU, SEN, SPC, DSC, HD] },
      settings: { preset: 'paper', network: trained },
      printedCosts: { parameters, flops, fps },
    };
  });
  const { parameters, flops, fps } = MINISEG;
  const own = { settings: { preset: 'paper' as const }, printedCosts: { parameters, flops, fps } };
  return [
    ...rivals,
    { name: 'miniseg', title: 'MiniSeg', pretrained: false, printed: MINISEG.scratch, ...own },
    {
      name: 'miniseg-pretrained',
      title: 'MiniSeg, pretrained',
      pretrained: true,
      printed: MINISEG.pretrained,
      ...own,
    },
  ];
}

function ablation({ name, title, network, printed, pretrained }: Ablation): TableRow {
  const options = Object.keys(network).length > 0 ? { network } : {};
  return { name, title, pretrained: pretrained === true, printed, settings: { preset: 'paper', ...options } };
}

/** @throws {CliError} `invalid-argument` for a name that the table does not have */
export function chooseRows(table: TableName, names: readonly string[] | undefined): TableRow[] {
  const all = rowsOf(table);
  const unknown = names?.find((name) => !all.some((row) => row.name === name));
  if (unknown !== undefined) {
    throw new CliError(
      'invalid-argument',
      `${table} has no row '${unknown}'. Its rows are ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}
