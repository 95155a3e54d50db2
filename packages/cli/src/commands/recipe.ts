/** `miniseg recipe`: the settings of a recipe, to look at or to edit. */
import type { Command } from 'commander';
import { Argument } from 'commander';
import { printJson } from '../text/output.js';
import { RECIPES } from '../train/settings/recipes.js';
import type { RecipeName } from '../train/settings/settings.js';

export function addRecipeCommand(program: Command): void {
  program
    .command('recipe')
    .description('print all settings of a recipe as JSON, which train and crossval take as a file')
    .addArgument(new Argument('<name>', 'which').choices(Object.keys(RECIPES)))
    .addHelpText(
      'after',
      `
Example: print, edit, train.
  $ miniseg recipe augmented > mine.json
  $ miniseg train mine.json --data ct100 --fold 1 --out runs/mine`,
    )
    .action((name: RecipeName) => {
      printJson({ recipe: name, ...RECIPES[name] });
    });
}
