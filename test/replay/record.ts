import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { JsonObject } from '../../dsl/plan/json.ts';
import { cancelRun } from '../../stores/temporal/index.ts';
import { startEngine, type EngineUnderTest } from '../integration/setup/engine-under-test.ts';

/**
 * Records histories of the present interpreter: `npx tsx --conditions=perdure:source
 * test/replay/record.ts VERSION`. One a construct and outcome. Recorded files are never rewritten:
 * a change of the interpreter's command order gets a folder of its own and keeps the old ones green.
 */
const folder = fileURLToPath(new URL(`./${process.argv[2] ?? 'unnamed'}/`, import.meta.url));

const CASES: readonly { name: string; dagId: string; params: JsonObject; cancelAfterMs?: number }[] = [
  { name: 'shapes-large', dagId: 'shapes', params: { n: 4 } },
  { name: 'shapes-small', dagId: 'shapes', params: { n: 2 } },
  { name: 'map-of-none', dagId: 'shapes', params: { n: 0 } },
  { name: 'retried', dagId: 'retrying', params: { failures: 2 } },
  { name: 'failed', dagId: 'retrying', params: { failures: 9 } },
  { name: 'bad-output', dagId: 'bad_output', params: {} },
  { name: 'large-values', dagId: 'large_values', params: { bytes: 200_000 } },
  { name: 'cancelled', dagId: 'cancellable', params: { ms: 60_000 }, cancelAfterMs: 1_500 },
  { name: 'waited-its-turn', dagId: 'one_at_a_time', params: { ms: 100 } },
];

const engine = await startEngine('record');
mkdirSync(folder, { recursive: true });
for (const { name, dagId, params, cancelAfterMs } of CASES) {
  const workflowId = await engine.start(dagId, params, name);
  if (cancelAfterMs !== undefined) {
    await sleep(cancelAfterMs);
    await cancelRun(engine.temporal, dagId, name);
  }
  await engine.end(workflowId);
  await save(engine, name, workflowId);
}
await engine.temporal.client.schedule.getHandle('dag/yearly').trigger();
await sleep(4_000);
for await (const { workflowId } of engine.temporal.client.workflow.list({ query: 'DagId="yearly"' })) {
  await save(engine, 'scheduled', workflowId);
}
await engine.stop();
process.exit();

async function save(source: EngineUnderTest, name: string, workflowId: string): Promise<void> {
  const history = await source.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const json: unknown = JSON.parse(historyToJSON(history));
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify({ workflowId, history: json })}\n`);
}
