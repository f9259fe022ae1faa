import { Command, Option } from 'commander';
import type {
  GraphOptions,
  ListRunsOptions,
  LogOptions,
  OutputOptions,
  ReasonOptions,
  RetryOptions,
} from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, reasonOption, wholeNumber } from '../option.ts';
import type { RunVerb } from './runs-verb.ts';

const RUN = 'dagId/runId, as `runs list` shows it';

/** `perdure runs …` */
export function runsCommand(program: Command, site: CommandSite): Command {
  const { terminal } = site;
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

  manifestCommands(runs, site);
  verbCommands(runs, site);
  return runs;
}

function manifestCommands(runs: Command, { terminal }: CommandSite): void {
  runs
    .command('manifest')
    .description('what a run was made from, and the hash of everything it made')
    .argument('<run>', RUN)
    .addOption(outputOption())
    .action(async (run: string, options: OutputOptions) => {
      const { runsManifest } = await import('./runs-manifest.ts');
      await runsManifest(terminal, run, options);
    });

  runs
    .command('compare')
    .description('two runs side by side: params, code, devices, data, models, metrics')
    .argument('<a>', RUN)
    .argument('<b>', RUN)
    .addOption(outputOption())
    .action(async (a: string, b: string, options: OutputOptions) => {
      const { runsCompare } = await import('./runs-compare.ts');
      await runsCompare(terminal, a, b, options);
    });
}

const VERBS: { readonly [verb in RunVerb]: string } = {
  pause: 'start nothing new in a run; what runs goes on',
  resume: 'let a paused run go on',
  cancel: 'stop a run; its running tasks are told so, its teardowns run',
};

function verbCommands(runs: Command, { terminal, exitWith }: CommandSite): void {
  for (const verb of ['pause', 'resume', 'cancel'] as const) {
    runs
      .command(verb)
      .description(VERBS[verb])
      .argument('<run>', RUN)
      .addOption(reasonOption())
      .addOption(outputOption())
      .action(async (run: string, options: ReasonOptions) => {
        const { runsVerb } = await import('./runs-verb.ts');
        await runsVerb(terminal, verb, run, options);
      });
  }

  runs
    .command('retry')
    .description('run again what failed; what succeeded keeps its output')
    .argument('<run>', RUN)
    .option('--all', 'everything, not only what failed')
    .option('--keep-checkpoints', 'go on from their newest checkpoints')
    .option('--latest', "on the dag's newest version; by default the run's own")
    .option('--dry-run', 'only show what would run again')
    .option('--wait', 'show the run until it ends; exit 1 when it failed')
    .addOption(reasonOption())
    .addOption(outputOption())
    .action(async (run: string, options: RetryOptions) => {
      const { runsRetry } = await import('./runs-retry.ts');
      exitWith(await runsRetry(terminal, run, options));
    });
}
