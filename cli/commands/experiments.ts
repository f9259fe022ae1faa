import { Command } from 'commander';
import type { OutputOptions, ShowExperimentOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, wholeNumber } from '../option.ts';

/** `perdure experiments …` */
export function experimentsCommand(program: Command, { terminal }: CommandSite): Command {
  const experiments = new Command('experiments')
    .description('what runs recorded: params, metrics, tags')
    .copyInheritedSettings(program);
  experiments
    .command('list')
    .description('experiments; every dag that tracks has one of its name')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { experimentsList } = await import('./experiments-show.ts');
      await experimentsList(terminal, options);
    });
  experiments
    .command('show')
    .description('the runs of an experiment, newest first')
    .argument('<name>')
    .option(
      '--filter <filter>',
      `MLflow's filter: "metrics.accuracy > 0.9 AND params.layers = '2'"`,
    )
    .option('--order-by <field>', '"metrics.accuracy DESC"')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 25)
    .addOption(outputOption())
    .action(async (name: string, options: ShowExperimentOptions) => {
      const { experimentsShow } = await import('./experiments-show.ts');
      await experimentsShow(terminal, name, options);
    });
  return experiments;
}
