import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { startEngine, type EngineUnderTest } from '../integration/setup/engine-under-test.ts';
import { CONTROL_CASES, ENGINE_CASES, type RecordCase } from './record-cases.ts';

/**
 * Records histories of the present interpreter: `npx tsx --conditions=perdure:source
 * test/replay/record.ts VERSION`. One a construct and outcome, and one for each execution of it,
 * child and shard. Recorded files are never rewritten: a change of the interpreter's command order
 * gets a folder of its own and keeps the old ones green.
 */
const folder = fileURLToPath(new URL(`./${process.argv[2] ?? 'unnamed'}/`, import.meta.url));
/** A larger history adds nothing that a smaller one has not. */
const MOST_BYTES = 200_000;

mkdirSync(folder, { recursive: true });
await recordAll('dags', ENGINE_CASES);
await recordAll('control-dags', CONTROL_CASES);
process.exit();

async function recordAll(dags: string, cases: readonly RecordCase[]): Promise<void> {
  const path = fileURLToPath(new URL(`../integration/${dags}`, import.meta.url));
  const engine = await startEngine(`record-${dags}`, { dags: path });
  const home = mkdtempSync(join(tmpdir(), 'perdure-record-'));
  for (const each of cases) {
    console.log(`${each.dagId}/${each.name}`);
    await play(engine, each, join(home, `${each.dagId}-${each.name}`)).catch((error: unknown) =>
      console.error(`${each.dagId}/${each.name} was not played to its end:`, error),
    );
  }
  if (dags === 'dags') await engine.temporal.client.schedule.getHandle('dag/yearly').trigger();
  await sleep(4_000);
  await saveAll(engine);
  await engine.stop();
  rmSync(home, { recursive: true, force: true });
}

async function play(engine: EngineUnderTest, each: RecordCase, place: string): Promise<void> {
  const { dagId, name, limits } = each;
  const scene = {
    engine,
    workflowId: `${dagId}/${name}`,
    ledger: `${place}.ledger`,
    file: `${place}.file`,
    lines: (): string[] =>
      existsSync(`${place}.ledger`) ? readFileSync(`${place}.ledger`, 'utf8').split('\n') : [],
  };
  if (each.blocked === true) writeFileSync(scene.file, '');
  await engine.start(dagId, each.params(scene), name, limits);
  await each.meanwhile?.(scene);
  await engine.end(scene.workflowId);
  await each.afterwards?.(scene);
  await engine.end(scene.workflowId);
}

async function saveAll({ temporal }: EngineUnderTest): Promise<void> {
  const counts = new Map<string, number>();
  const executions: { workflowId: string; runId: string; at: number }[] = [];
  for await (const { workflowId, runId, startTime } of temporal.client.workflow.list()) {
    if (workflowId.includes('/')) executions.push({ workflowId, runId, at: startTime.getTime() });
  }
  for (const { workflowId, runId } of executions.sort((a, b) => a.at - b.at)) {
    const count = (counts.get(workflowId) ?? 0) + 1;
    counts.set(workflowId, count);
    const history = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const json: unknown = JSON.parse(historyToJSON(history));
    // Stack traces name files; where the repository lies on this machine is nobody's business.
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const text = `${JSON.stringify({ workflowId, history: json })}\n`.replaceAll(root, '');
    const name = workflowId.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/T\d{2}-\d{2}.*$/, '');
    if (text.length <= MOST_BYTES) writeFileSync(`${folder}${name}-${count}.json`, text);
  }
}
