import { answered, apiClient } from '../api/client.ts';
import type { OutputOptions } from '../command-options.ts';
import { structured } from '../output/structured.ts';
import { table } from '../output/table.ts';
import { timeText } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

/** `models list` */
export async function modelsList(terminal: Terminal, options: OutputOptions): Promise<void> {
  const { models } = await answered(
    apiClient(terminal).GET('/api/v1/models', { params: { query: { limit: 1_000 } } }),
  );
  if (options.output !== 'table') terminal.out(structured(models, options.output));
  else if (models.length === 0) terminal.out('No models.');
  else {
    const rows = models.map((model) => [
      model.name,
      String(model.latest_version),
      Object.entries(model.aliases)
        .map(([alias, version]) => `${alias} → ${version}`)
        .join(', '),
      timeText(model.created_at),
    ]);
    terminal.out(table(['model', 'latest', 'aliases', 'created'], rows));
  }
}
