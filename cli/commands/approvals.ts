import { Command, Option } from 'commander';
import type { AnswerOptions, ListApprovalsOptions, OutputOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, reasonOption } from '../option.ts';

const RUN = 'dagId/runId';

/** `perdure approvals …` */
export function approvalsCommand(program: Command, { terminal }: CommandSite): Command {
  const approvals = new Command('approvals')
    .description('questions of runs to people')
    .copyInheritedSettings(program);
  approvals
    .command('list')
    .description('questions that wait for an answer, newest first')
    .option('--dag <dag>', 'only of this dag')
    .option('--all', 'also those that are answered')
    .addOption(outputOption())
    .action(async (options: ListApprovalsOptions) => {
      const { approvalsList } = await import('./approvals-list.ts');
      await approvalsList(terminal, options);
    });

  approvals
    .command('show')
    .description('a question with its form and its answers')
    .argument('<run>', RUN)
    .argument('<path>', 'the task instance that asks')
    .addOption(outputOption())
    .action(async (run: string, path: string, options: OutputOptions) => {
      const { approvalsShow } = await import('./approvals-list.ts');
      await approvalsShow(terminal, run, path, options);
    });

  approvals
    .command('answer')
    .description('answer a question')
    .argument('<run>', RUN)
    .argument('<path>', 'the task instance that asks')
    .addOption(new Option('--approve', 'say yes').conflicts('reject'))
    .option('--reject', 'say no')
    .option('--answer <json>', 'the fields of its form')
    .addOption(reasonOption())
    .addOption(outputOption())
    .action(async (run: string, path: string, options: AnswerOptions) => {
      const { approvalsAnswer } = await import('./approvals-answer.ts');
      await approvalsAnswer(terminal, run, path, options);
    });
  return approvals;
}
