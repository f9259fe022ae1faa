import { Command, Option } from 'commander';
import type { GraphOptions, ListRunsOptions, LogOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, wholeNumber } from '../option.ts';

const RUN = 'dagId/runId, as `runs list` shows it';

/** `perdure runs …` */
export function runsCommand(program: Command, { terminal }: CommandSite): Command {
  const runs = new Command('runs').description('dag runs').copyInheritedSettings(program);
  runs
    .command('list')
    .description('runs, newest first')
    .argument('[dag]', 'only runs of this dag')
    .addOption(
      new Option('--state <state>', 'only runs in this state').choices([
        'queued',
        'running',
        'success',
        'failed',
      ]),
    )
    .option('--limit <count>', 'at most so many', wholeNumber(1), 25)
    .addOption(outputOption())
    .action(async (dagId: string | undefined, options: ListRunsOptions) => {
      const { runsList } = await import('./runs-list.ts');
      await runsList(terminal, dagId, options);
    });

  runs
    .command('show')
    .description('a run: its own graph and its task instances')
    .argument('<run>', RUN)
    .option('--mermaid', 'its graph as a Mermaid flowchart, with states')
    .addOption(outputOption())
    .action(async (run: string, options: GraphOptions) => {
      const { runsShow } = await import('./runs-show.ts');
      await runsShow(terminal, run, options);
    });

  runs
    .command('logs')
    .description('what its tasks logged')
    .argument('<run>', RUN)
    .option('--task <path>', 'only this task instance, such as train[3]')
    .option('--try <number>', 'this try; by default the last one', wholeNumber(1))
    .option('-f, --follow', 'go on until the run ends')
    .addOption(outputOption())
    .action(async (run: string, options: LogOptions) => {
      const { runsLogs } = await import('./runs-logs.ts');
      await runsLogs(terminal, run, options);
    });

  runs
    .command('cancel')
    .description('stop a run; its running tasks are told so')
    .argument('<run>', RUN)
    .action(async (run: string) => {
      const { runsCancel } = await import('./runs-cancel.ts');
      await runsCancel(terminal, run);
    });
  return runs;
}
