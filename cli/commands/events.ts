import { Command } from 'commander';
import type { ListEventsOptions, SendEventOptions } from '../command-options.ts';
import type { CommandSite } from '../command-site.ts';
import { outputOption, wholeNumber } from '../option.ts';

/** `perdure events …` */
export function eventsCommand(program: Command, { terminal }: CommandSite): Command {
  const events = new Command('events')
    .description('what happened outside, and updates of assets')
    .copyInheritedSettings(program);
  events
    .command('send')
    .description('tell an event; runs that wait for it go on')
    .argument('<source>', 'name of the event or asset')
    .option('--id <id>', 'each is taken once; by default a new one')
    .option('--payload <json>', 'what happened')
    .option('--time <date>', 'ISO 8601; by default now')
    .addOption(outputOption())
    .action(async (source: string, options: SendEventOptions) => {
      const { eventsSend } = await import('./events-send.ts');
      await eventsSend(terminal, source, options);
    });

  events
    .command('list')
    .description('events, newest first')
    .option('--source <name>', 'only of this event or asset')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 25)
    .addOption(outputOption())
    .action(async (options: ListEventsOptions) => {
      const { eventsList } = await import('./events-send.ts');
      await eventsList(terminal, options);
    });
  return events;
}
