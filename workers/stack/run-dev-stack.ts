import { relative } from 'node:path';
import { startDevStack } from './dev-stack.ts';
import type { DevStack, DevStackOptions } from './dev-stack-options.ts';
import { reasonOf, StackError } from './stack-error.ts';

/** A runner such as tsx passes on the Ctrl-C that the terminal has already sent to every process. */
const SAME_KEYSTROKE_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `perdure dev`: brings a stack up, says where everything is, and stops it at Ctrl-C or SIGTERM. A
 * second Ctrl-C kills what is left. Resolves with the exit code: 0 when it was stopped, 1 when it
 * did not come up.
 */
export async function runDevStack(options: DevStackOptions): Promise<number> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const asked = new AbortController();
  const stopAsked = onStopSignal(asked, log);
  try {
    const stack = await startDevStack({ ...options, log, signal: asked.signal });
    if (!asked.signal.aborted) for (const line of summary(stack, options.dags)) log(line);
    await stopAsked;
    await stack.stop();
  } catch (error) {
    if (!asked.signal.aborted) {
      log(error instanceof StackError ? error.message : `The stack broke: ${reasonOf(error)}`);
      return 1;
    }
  }
  log('Everything is stopped. The data stay for the next start.');
  return 0;
}

function onStopSignal(asked: AbortController, log: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let since = 0;
    const ask = (): void => {
      if (asked.signal.aborted) {
        // At an exit, each process of the stack is killed (P4).
        if (Date.now() - since > SAME_KEYSTROKE_MS) process.exit(130);
        return;
      }
      since = Date.now();
      log('Stopping; once more to kill what still runs.');
      asked.abort();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, ask);
  });
}

/** Where everything is, for people. */
export function summary(stack: DevStack, dags: string): readonly string[] {
  const { urls, home } = stack;
  const near = relative(process.cwd(), home);
  const place = near.startsWith('..') || near === '' ? home : near;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Perdure', stack.server === undefined ? undefined : urls.server],
    ['Temporal web UI', urls.temporalUi],
    ['Temporal', urls.temporal],
    ['Postgres', withoutPassword(urls.database)],
    ['Objects', urls.objectStore.replace(/^file:\/\//, '')],
    ['DAGs', dags],
    ['Logs', `${place}/logs`],
    ['Token', `in ${place}/dev.json, where the command line finds it`],
  ];
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== undefined);
  return [
    '',
    ...shown.map(([name, value]) => `  ${name.padEnd(16)} ${value}`),
    '',
    'Ctrl-C stops it.',
  ];
}

function withoutPassword(databaseUrl: string): string {
  return URL.canParse(databaseUrl)
    ? Object.assign(new URL(databaseUrl), { password: '' }).href
    : '(given by DATABASE_URL)';
}
