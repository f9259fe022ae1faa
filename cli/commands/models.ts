import { Command } from 'commander';
import type {
  ApproveModelOptions,
  MoveAliasOptions,
  OutputOptions,
  PromoteModelOptions,
  ShowModelOptions,
} from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, reasonOption, wholeNumber } from '../option.ts';

/** `perdure models …` */
export function modelsCommand(program: Command, site: CommandSite): Command {
  const { terminal } = site;
  const models = new Command('models')
    .description('registered models')
    .copyInheritedSettings(program);
  models
    .command('list')
    .description('models with their aliases')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { modelsList } = await import('./models-list.ts');
      await modelsList(terminal, options);
    });
  models
    .command('show')
    .description('a version of a model: metrics, signature, where it came from')
    .argument('<name>')
    .option('--version <number>', 'this version', wholeNumber(1))
    .option('--alias <alias>', 'the version an alias points at')
    .option('--lineage', 'the way from the version back to the raw file')
    .addOption(outputOption())
    .action(async (name: string, options: ShowModelOptions) => {
      const { modelsShow } = await import('./models-show.ts');
      await modelsShow(terminal, name, options);
    });
  aliasCommands(models, program, site);
  moveCommands(models, site);
  return models;
}

function aliasCommands(models: Command, program: Command, { terminal }: CommandSite): void {
  const alias = models
    .command('alias')
    .description('names of versions, such as champion')
    .copyInheritedSettings(program);
  alias
    .command('set')
    .description('point an alias at a version, wherever it points')
    .argument('<name>')
    .argument('<alias>')
    .argument('<version>', 'number of the version', wholeNumber(1))
    .addOption(outputOption())
    .action(async (name: string, word: string, version: number, options: OutputOptions) => {
      const { aliasSet } = await import('./models-alias.ts');
      await aliasSet(terminal, { name, alias: word, version }, options);
    });
  alias
    .command('delete')
    .description('take an alias away; what serves by it stops')
    .argument('<name>')
    .argument('<alias>')
    .addOption(outputOption())
    .action(async (name: string, word: string, options: OutputOptions) => {
      const { aliasDelete } = await import('./models-alias.ts');
      await aliasDelete(terminal, { name, alias: word }, options);
    });
}

const ALIAS = ['--alias <alias>', 'which alias', 'champion'] as const;

function moveCommands(models: Command, { terminal }: CommandSite): void {
  models
    .command('promote')
    .description('move an alias to a version, unless somebody else moves it meanwhile')
    .argument('<name>')
    .option('--version <number>', 'by default the newest', wholeNumber(1))
    .option(...ALIAS)
    .addOption(outputOption())
    .action(async (name: string, options: PromoteModelOptions) => {
      const { modelsPromote } = await import('./models-alias.ts');
      await modelsPromote(terminal, name, options);
    });
  models
    .command('rollback')
    .description('move an alias back to the version it pointed at before')
    .argument('<name>')
    .option(...ALIAS)
    .addOption(outputOption())
    .action(async (name: string, options: MoveAliasOptions) => {
      const { modelsRollback } = await import('./models-alias.ts');
      await modelsRollback(terminal, name, options);
    });
  models
    .command('approve')
    .description('say that a version is good enough, or that it is not')
    .argument('<name>')
    .argument('<version>', 'number of the version', wholeNumber(1))
    .option('--reject', 'it is not')
    .addOption(reasonOption())
    .addOption(outputOption())
    .action(async (name: string, version: number, options: ApproveModelOptions) => {
      const { modelsApprove } = await import('./models-approve.ts');
      await modelsApprove(terminal, name, version, options);
    });
}
