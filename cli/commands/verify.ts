import { DefaultLogger, Runtime } from '@temporalio/worker';
import { connectTemporal, type TemporalClient } from '../../stores/temporal/index.ts';
import { replayHistories, type RecordedHistory } from '../../workers/engine/replay.ts';
import { findDevFile } from '../api/connection.ts';
import type { ExitCode } from '../cli-error.ts';
import type { VerifyOptions } from '../command-options.ts';
import { printable, table } from '../output/table.ts';
import { structured } from '../output/structured.ts';
import { count } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/**
 * `verify`: replays a server's newest histories against the code at hand, as a deployment of it
 * would. 1 when one of them would have gone another way.
 */
export async function verify(terminal: Terminal, options: VerifyOptions): Promise<ExitCode> {
  silence();
  const temporal = await connectTemporal(addressOf(terminal));
  const quiet = options.output !== 'table';
  const ends: {
    readonly workflowId: string;
    readonly ok: boolean;
    readonly difference?: string;
  }[] = [];
  try {
    for await (const end of replayHistories(newest(temporal, options.last))) {
      ends.push(end);
      if (!quiet && terminal.isTty) terminal.out(`${end.workflowId}  ${end.ok ? 'ok' : 'differs'}`);
    }
  } finally {
    await temporal.close();
  }
  const failed = ends.filter(({ ok }) => !ok);
  if (quiet) terminal.out(structured(ends, options.output));
  else {
    if (failed.length > 0) {
      const rows = failed.map((end) => [end.workflowId, printable(end.difference ?? '')]);
      terminal.out(table(['run', 'difference'], rows));
    }
    terminal.out(`${count(ends.length, 'run')} replayed, ${failed.length} differ.`);
  }
  return failed.length === 0 ? 0 : 1;
}

/** Every execution of a dag run has this attribute; the newest come first. */
async function* newest({ client }: TemporalClient, last: number): AsyncGenerator<RecordedHistory> {
  let seen = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query: 'DagId IS NOT NULL' })) {
    if (seen++ >= last) return;
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    yield { workflowId, history };
  }
}

/** A replay logs what its result says better, and that sinks, which it needs not, are not there. */
function silence(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  } catch {
    // A runtime is there already, as in tests; it stays as it is.
  }
}

/** Temporal's own settings, else those of the running stack of this folder. */
function addressOf(terminal: Terminal): { readonly address?: string } {
  const address = terminal.env['TEMPORAL_ADDRESS'];
  if (address !== undefined && address !== '') return { address };
  const stack = findDevFile(terminal);
  return stack === undefined ? {} : { address: stack.temporalAddress };
}
