import { Command, Option } from 'commander';
import type {
  GraphOptions,
  ListDagsOptions,
  OutputOptions,
  TestOptions,
  TriggerOptions,
} from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption } from '../option.ts';

/** `perdure dags …` */
export function dagsCommand(program: Command, site: CommandSite): Command {
  const dags = new Command('dags').description('dags').copyInheritedSettings(program);
  lookCommands(dags, site);
  runCommands(dags, site);
  for (const verb of ['pause', 'unpause'] as const) {
    dags
      .command(verb)
      .description(verb === 'pause' ? 'stop scheduled runs' : 'resume scheduled runs')
      .argument('<dag>')
      .action(async (dagId: string) => {
        const { dagsPause } = await import('./dags-pause.ts');
        await dagsPause(site.terminal, dagId, verb === 'pause');
      });
  }
  return dags;
}

function lookCommands(dags: Command, { terminal, exitWith }: CommandSite): void {
  dags
    .command('list')
    .description('dags that the workers published')
    .option('--tag <tag>', 'only those with this tag')
    .addOption(outputOption())
    .action(async (options: ListDagsOptions) => {
      const { dagsList } = await import('./dags-list.ts');
      await dagsList(terminal, options);
    });

  dags
    .command('check')
    .description('find every fault of every dag file; runs nothing and needs no server')
    .argument('[path]', 'folder of dag files, or one file', 'dags')
    .addOption(outputOption())
    .action(async (path: string, options: OutputOptions) => {
      const { dagsCheck } = await import('./dags-check.ts');
      exitWith(await dagsCheck(terminal, path, options));
    });

  dags
    .command('show')
    .description('the graph of a dag: of one on the server by id, or of a file')
    .argument('<dag>', 'a dag id, or a dag file')
    .option('--mermaid', 'as a Mermaid flowchart')
    .addOption(outputOption())
    .action(async (dag: string, options: GraphOptions) => {
      const { dagsShow } = await import('./dags-show.ts');
      await dagsShow(terminal, dag, options);
    });
}

function runCommands(dags: Command, { terminal, exitWith }: CommandSite): void {
  dags
    .command('trigger')
    .description('start a run')
    .argument('<dag>')
    .option('--conf <json>', "the run's params")
    .option('--run-id <id>', 'name of the run; by default manual__ and the time')
    .option('--logical-date <date>', 'ISO 8601; by default now')
    .option('--wait', 'show the run until it ends; exit 1 when it failed')
    .addOption(outputOption())
    .action(async (dagId: string, options: TriggerOptions) => {
      const { dagsTrigger } = await import('./dags-trigger.ts');
      exitWith(await dagsTrigger(terminal, dagId, options));
    });

  dags
    .command('test')
    .description('run a dag in this process, without a server')
    .argument('<dag>', 'a dag id in --dags, or a dag file')
    .option('--conf <json>', "the run's params")
    .option('--logical-date <date>', 'ISO 8601; by default now')
    .option('--script <file>', 'JSON or YAML: outcomes, events, answers, interventions')
    .addOption(new Option('--dags <folder>', 'where dag ids are looked up').default('dags'))
    .addOption(outputOption())
    .action(async (dag: string, options: TestOptions) => {
      const { dagsTest } = await import('./dags-test.ts');
      exitWith(await dagsTest(terminal, dag, options));
    });
}
