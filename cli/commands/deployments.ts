import { Command } from 'commander';
import type { OutputOptions, ReasonOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, reasonOption } from '../option.ts';

/** `perdure deployments …` */
export function deploymentsCommand(program: Command, { terminal }: CommandSite): Command {
  const deployments = new Command('deployments')
    .description('builds of the workers')
    .copyInheritedSettings(program);
  deployments
    .command('list')
    .description('builds with their state, workers and open runs')
    .addOption(outputOption())
    .action(async (options: OutputOptions) => {
      const { deploymentsList } = await import('./deployments-list.ts');
      await deploymentsList(terminal, options);
    });

  for (const verb of ['drain', 'set-current'] as const) {
    deployments
      .command(verb)
      .description(
        verb === 'drain'
          ? 'no new run starts on a build; its open runs end there'
          : 'new runs start on a build from here on',
      )
      .argument('<build>', 'its id, or the first characters of it')
      .addOption(reasonOption())
      .addOption(outputOption())
      .action(async (build: string, options: ReasonOptions) => {
        const { deploymentsVerb } = await import('./deployments-list.ts');
        await deploymentsVerb(terminal, verb, build, options);
      });
  }
  return deployments;
}
