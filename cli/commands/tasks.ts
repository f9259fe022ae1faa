import { Command, Option } from 'commander';
import type { ClearOptions, MarkOptions, OutputOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, reasonOption } from '../option.ts';

/** `perdure tasks …`, with Airflow's verbs. */
export function tasksCommand(program: Command, site: CommandSite): Command {
  const tasks = new Command('tasks')
    .description('tasks of a dag, and their instances in a run')
    .copyInheritedSettings(program);
  lookCommands(tasks, site);
  mendCommands(tasks, site);
  return tasks;
}

function lookCommands(tasks: Command, { terminal }: CommandSite): void {
  tasks
    .command('list')
    .description('what a dag is made of')
    .argument('<dag>')
    .addOption(outputOption())
    .action(async (dagId: string, options: OutputOptions) => {
      const { tasksList } = await import('./tasks-list.ts');
      await tasksList(terminal, dagId, options);
    });

  tasks
    .command('states')
    .description('every task instance of a run, and why it stands as it does')
    .argument('<dag>')
    .argument('<run>')
    .addOption(outputOption())
    .action(async (dagId: string, runId: string, options: OutputOptions) => {
      const { tasksStates } = await import('./tasks-states.ts');
      await tasksStates(terminal, dagId, runId, options);
    });

  tasks
    .command('state')
    .description('one task instance, with all its tries')
    .argument('<dag>')
    .argument('<run>')
    .argument('<path>', 'such as train[3]')
    .addOption(outputOption())
    .action(async (dag_id: string, dag_run_id: string, path: string, options: OutputOptions) => {
      const { tasksState } = await import('./tasks-states.ts');
      await tasksState(terminal, { dag_id, dag_run_id, path }, options);
    });
}

function mendCommands(tasks: Command, { terminal }: CommandSite): void {
  tasks
    .command('clear')
    .description('let tasks of a run, open or ended, run again')
    .argument('<dag>')
    .option('--run <id>', 'by default the newest run')
    .option('--task <name...>', 'tasks, groups or instances; by default all')
    .option('--upstream', 'also what they depend on')
    .option('--downstream', 'also what depends on them')
    .option('--only-failed', 'only what failed, or could not run for that')
    .option('--keep-checkpoints', 'go on from their newest checkpoints')
    .option('--latest', "on the dag's newest version; by default the run's own")
    .option('--dry-run', 'only show what would be cleared')
    .option('-y, --yes', 'do not ask')
    .addOption(reasonOption())
    .addOption(outputOption())
    .action(async (dagId: string, options: ClearOptions) => {
      const { tasksClear } = await import('./tasks-clear.ts');
      await tasksClear(terminal, dagId, options);
    });

  tasks
    .command('mark')
    .description('give task instances of a run an end without running them')
    .argument('<dag>')
    .argument('<run>')
    .argument('<path...>', 'tasks, groups or instances')
    .addOption(
      new Option('--state <state>', 'the end')
        .choices(['success', 'failed', 'skipped'])
        .makeOptionMandatory(),
    )
    .option('--upstream', 'also what they depend on')
    .option('--downstream', 'also what depends on them')
    .option('--dry-run', 'only show what would be marked')
    .addOption(reasonOption())
    .addOption(outputOption())
    .action(async (dag_id: string, dag_run_id: string, paths: string[], options: MarkOptions) => {
      const { tasksMark } = await import('./tasks-mark.ts');
      await tasksMark(terminal, { dag_id, dag_run_id }, paths, options);
    });
}
