import { Command } from 'commander';
import type { CommandSite } from './command-site.ts';
import { deviceOption, outputOption, wholeNumber } from './option.ts';
import type {
  AuditOptions,
  DevOptions,
  MigrateOptions,
  OutputOptions,
  ReproduceOptions,
  VerifyOptions,
  WorkerOptions,
} from './command-options.ts';
import type { ExitCode } from './cli-error.ts';
import { approvalsCommand } from './commands/approvals.ts';
import { dagsCommand } from './commands/dags.ts';
import { deploymentsCommand } from './commands/deployments.ts';
import { eventsCommand } from './commands/events.ts';
import { experimentsCommand } from './commands/experiments.ts';
import { modelsCommand } from './commands/models.ts';
import { runsCommand } from './commands/runs.ts';
import { tasksCommand } from './commands/tasks.ts';
import type { Terminal } from './terminal.ts';
import { cliVersion } from './version.ts';

/**
 * The words of `perdure`. Actions import their code when they run, so that `--help` is there at
 * once.
 */
export function buildProgram(terminal: Terminal, exitWith: (code: ExitCode) => void): Command {
  const site: CommandSite = { terminal, exitWith };
  const program = new Command('perdure')
    .description('A durable engine for the machine-learning lifecycle.')
    .version(cliVersion())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help shows how)')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  stackCommands(program, site);
  program.addCommand(dagsCommand(program, site));
  program.addCommand(runsCommand(program, site));
  program.addCommand(tasksCommand(program, site));
  program.addCommand(approvalsCommand(program, site));
  program.addCommand(eventsCommand(program, site));
  program.addCommand(modelsCommand(program, site));
  program.addCommand(experimentsCommand(program, site));
  program.addCommand(deploymentsCommand(program, site));
  reproduceCommand(program, site);
  auditCommands(program, site);
  databaseCommands(program, site);
  return program;
}

function reproduceCommand(program: Command, { terminal, exitWith }: CommandSite): void {
  program
    .command('reproduce')
    .description('make a run again, and say whether the same data and models came out')
    .argument('<run>', 'dagId/runId, as `runs list` shows it')
    .option('--changed', 'also when the dag has changed since')
    .addOption(outputOption())
    .action(async (run: string, options: ReproduceOptions) => {
      const { reproduce } = await import('./commands/reproduce.ts');
      exitWith(await reproduce(terminal, run, options));
    });
}

function stackCommands(program: Command, { terminal, exitWith }: CommandSite): void {
  program
    .command('dev')
    .description('start everything on this machine: Temporal, Postgres, workers, server')
    .option('--dags <folder>', 'folder of dag files, or one file', 'dags')
    .option('--home <folder>', "the stack's data", '.perdure')
    .option('--port <port>', 'preferred port of the HTTP server', wholeNumber(1))
    .option('--no-watch', 'do not follow changes of the dag files')
    .addOption(deviceOption())
    .action(async (options: DevOptions) => {
      const { dev } = await import('./commands/dev.ts');
      exitWith(await dev(terminal, options));
    });

  program
    .command('worker')
    .description('run a worker of this machine for a stack elsewhere')
    .option('--queue <queue...>', 'engine, cpu, gpu or a queue of your own', ['engine', 'cpu'])
    .option('--dags <folder>', 'folder of dag files, or one file', 'dags')
    .addOption(deviceOption())
    .option('--label <name=value...>', 'labels that tasks may ask for; else PERDURE_LABELS')
    .option('--memory <size>', 'memory to offer, as in 16Gi; else PERDURE_MEMORY, else the machine')
    .option('--cpu <count>', 'processors to offer; else PERDURE_CPU, else the machine')
    .option('--gpus <count>', 'devices to offer; else PERDURE_GPUS, else those found')
    .action(async (options: WorkerOptions) => {
      const { worker } = await import('./commands/worker.ts');
      exitWith(await worker(terminal, options));
    });

  program
    .command('workers')
    .description('workers alive now, with queue, build and device')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { workersList } = await import('./commands/workers-list.ts');
      await workersList(terminal, options);
    });

  program
    .command('verify')
    .description("replay a server's newest runs against the engine at hand")
    .option('--last <count>', 'so many', wholeNumber(1), 20)
    .addOption(outputOption())
    .action(async (options: VerifyOptions) => {
      const { verify } = await import('./commands/verify.ts');
      exitWith(await verify(terminal, options));
    });

  program
    .command('version')
    .description('the version of this command')
    .action(() => terminal.out(cliVersion()));
}

function auditCommands(program: Command, { terminal }: CommandSite): void {
  program
    .command('audit')
    .description('who did what, when and why')
    .copyInheritedSettings(program)
    .command('list')
    .description('what people did, newest first')
    .option('--dag <dag>', 'only to this dag and its runs')
    .option('--run <id>', 'only to this run')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 25)
    .addOption(outputOption())
    .action(async (options: AuditOptions) => {
      const { auditList } = await import('./commands/audit-list.ts');
      await auditList(terminal, options);
    });
}

function databaseCommands(program: Command, { terminal }: CommandSite): void {
  const db = program.command('db').description('the database').copyInheritedSettings(program);
  db.command('migrate')
    .description("bring the database's schema up to this version, or back")
    .option('--down <count>', 'undo this many migrations', wholeNumber(1))
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import('./commands/db-migrate.ts');
      await migrate(terminal, options);
    });
}
