import { randomUUID } from 'node:crypto';
import type { Send } from './tracking-client.ts';
import { SEARCHED, SEARCHED_RUNS } from './tracking-seed.ts';

/** One line of the table: what each of some clients does, over and over. */
export interface TrackingWork {
  readonly name: string;
  readonly clients: number;
  /** Requests of all clients together. */
  readonly requests: number;
  /** Makes what a client needs; gives what it then does at its `index`th turn. */
  readonly prepare: (send: Send) => Promise<(index: number) => Promise<unknown>>;
}

const T0 = 1_700_000_000_000;
const POINTS = 1_000;

/** @param scale 1 for the table; less for a first look */
export function trackingWork(scale: number): readonly TrackingWork[] {
  const some = (count: number): number => Math.max(8, Math.round(count * scale));
  const alone = { clients: 1, requests: some(200) };
  const crowd = { clients: 8, requests: some(800) };
  return [
    { name: 'log_batch of 1,000 metrics', clients: 1, requests: some(100), prepare: batches },
    { name: 'log_metric, one client', ...alone, prepare: points },
    { name: 'log_metric, 8 clients', ...crowd, prepare: points },
    { name: 'create_run, one client', ...alone, prepare: runs },
    { name: 'create_run, 8 clients', ...crowd, prepare: runs },
    { name: 'move of an alias, one client', ...alone, prepare: aliases },
    { name: 'move of an alias, 8 clients', ...crowd, prepare: aliases },
    { name: 'get_run', ...alone, prepare: reads },
    { name: 'best 100 of 10,000 runs', clients: 1, requests: some(20), prepare: best },
    { name: 'a page of 1,000 of 10,000 runs', clients: 1, requests: some(20), prepare: pages },
  ];
}

async function newRun(send: Send): Promise<string> {
  const start = { experiment_id: '0', user_id: 'bench', start_time: Date.now(), tags: [] };
  // Its own answer, as MLflow's message is.
  const { run } = (await send('POST', '/runs/create', start)) as {
    run: { info: { run_id: string } };
  };
  return run.info.run_id;
}

async function batches(send: Send): Promise<(index: number) => Promise<unknown>> {
  const runId = await newRun(send);
  return (index) => {
    const metrics = Array.from({ length: POINTS }, (_, each) => pointAt(index * POINTS + each));
    return send('POST', '/runs/log-batch', { run_id: runId, metrics, params: [], tags: [] });
  };
}

/** Ten metrics that take turns. */
function pointAt(at: number): object {
  return { key: `m${at % 10}`, value: at / 7, timestamp: T0 + at, step: Math.floor(at / 10) };
}

async function points(send: Send): Promise<(index: number) => Promise<unknown>> {
  const runId = await newRun(send);
  return (index) =>
    send('POST', '/runs/log-metric', { run_id: runId, run_uuid: runId, ...pointAt(index) });
}

async function runs(send: Send): Promise<() => Promise<unknown>> {
  return () => newRun(send);
}

/** A model a client, so that none waits for another's lock. */
async function aliases(send: Send): Promise<(index: number) => Promise<unknown>> {
  const name = `bench-${randomUUID().slice(0, 13)}`;
  const runId = await newRun(send);
  await send('POST', '/registered-models/create', { name });
  const source = `runs:/${runId}/model`;
  for (let version = 1; version <= 2; version += 1) {
    await send('POST', '/model-versions/create', { name, source, run_id: runId });
  }
  return (index) => {
    const version = String(1 + (index % 2));
    return send('POST', '/registered-models/alias', { name, alias: 'champion', version });
  };
}

async function reads(send: Send): Promise<() => Promise<unknown>> {
  const runId = await newRun(send);
  await send('POST', '/runs/log-batch', {
    run_id: runId,
    metrics: Array.from({ length: 10 }, (_, at) => pointAt(at)),
    params: Array.from({ length: 10 }, (_, at) => ({ key: `p${at}`, value: String(at) })),
  });
  return () => send('GET', `/runs/get?run_id=${runId}&run_uuid=${runId}`);
}

async function best(send: Send): Promise<() => Promise<unknown>> {
  return () => search(send, 100, "metrics.m0 > 0.5 and params.p0 = '1'", 'metrics.m0 DESC');
}

async function pages(send: Send): Promise<() => Promise<unknown>> {
  return () => search(send, SEARCHED_RUNS / 10, '', 'attributes.start_time DESC');
}

async function search(send: Send, count: number, filter: string, order: string): Promise<void> {
  const request = { experiment_ids: [SEARCHED], max_results: count, filter, order_by: [order] };
  // As MLflow's message is.
  const found = (await send('POST', '/runs/search', request)) as { runs?: readonly object[] };
  if (found.runs?.length !== count) throw new Error(`${found.runs?.length} runs, not ${count}.`);
}
