import { answered, apiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `workers` */
export async function workersList(terminal: Terminal, options: OutputOptions): Promise<void> {
  const { workers } = await answered(apiClient(terminal).GET('/api/v1/workers'));
  if (options.output !== 'table') terminal.out(structured(workers, options.output));
  else if (workers.length === 0) terminal.out('No workers. Start one with `perdure worker`.');
  else {
    const rows = workers.map((worker) => [
      worker.identity,
      worker.role,
      worker.queue,
      worker.device,
      worker.backend,
      worker.build.slice(0, 12),
      timeText(worker.started_at),
    ]);
    const head = ['worker', 'role', 'queue', 'device', 'backend', 'build', 'started'];
    terminal.out(table(head, rows));
  }
}
