import type { CompiledPlan, PlanNode } from '../../dsl/plan/plan.ts';
import type { WorkerBeat } from '../../stores/fleet/fleet-store.ts';
import type { InstanceRow, RunRow } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { resourceQueue } from '../../workflows/protocol/resource-queue.ts';
import { WORKFLOW_QUEUE } from '../../workflows/protocol/names.ts';
import { isFinal, type TaskState } from '../../workflows/run/state.ts';
import type { RunControl } from '../control/run-control.ts';
import { isClosed } from './control-run.ts';
import { planNodes } from './run-plan.ts';

/** Twice a worker's heart beat and a little: a queue without a worker shows within ten seconds. */
const ALIVE_MS = 9_000;
const MAX_NAMES = 3;

/**
 * Says of each instance of an open run that does not run why it does not, where the run itself has
 * not said so: no worker, a pause, upstream tasks, what it waits for.
 */
export async function withReasons(
  stores: Stores,
  control: RunControl,
  run: RunRow,
  instances: readonly InstanceRow[],
  { complete }: { readonly complete: boolean },
): Promise<readonly InstanceRow[]> {
  if (isClosed(run) || instances.every(isSettled)) return instances;
  const [plan, fleet, build] = await Promise.all([
    stores.dags.plan(run.dagId, run.planHash),
    stores.fleet.list(ALIVE_MS),
    control.pinnedBuild(run.dagId, run.runId),
  ]);
  if (plan === undefined) return instances;
  const site: Site = {
    run,
    plan,
    fleet,
    build,
    states: complete ? statesByTask(instances) : undefined,
  };
  return instances.map((row) => (isSettled(row) ? row : { ...row, ...whyWaiting(site, row) }));
}

interface Site {
  readonly run: RunRow;
  readonly plan: CompiledPlan;
  readonly fleet: readonly WorkerBeat[];
  readonly build: string | undefined;
  /** Only when all instances are known. */
  readonly states: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}
interface Why {
  readonly state?: string;
  readonly reason?: string;
}

/** Nothing to say: it runs, or has ended. */
function isSettled({ state }: InstanceRow): boolean {
  // Any other word compares unequal to all final ones, which is what is asked.
  return state === 'running' || state === 'removed' || isFinal(state as TaskState);
}

function whyWaiting(site: Site, row: InstanceRow): Why {
  const { reason, ...queued } = noWorker(site, row) ?? { reason: waitingFor(site, row) };
  return { ...queued, ...(reason !== undefined && { reason }) };
}

/** A task that was handed out and has nobody to take it is queued, whatever the run calls it. */
function noWorker(site: Site, row: InstanceRow): Why | undefined {
  const handedOut = ['scheduled', 'queued', 'up_for_retry', 'up_for_reschedule'];
  const reason =
    engineReason(site) ?? (handedOut.includes(row.state) ? queueOf(site, row) : undefined);
  if (reason === undefined) return undefined;
  return row.state === 'scheduled' ? { state: 'queued', reason } : { reason };
}

function queueOf(site: Site, { taskId }: InstanceRow): string | undefined {
  const node = planNodes(site.plan).get(taskId);
  return node === undefined || site.run.paused ? undefined : queueReason(site, node);
}

function waitingFor(site: Site, row: InstanceRow): string | undefined {
  const node = planNodes(site.plan).get(row.taskId);
  if (node === undefined) return undefined;
  switch (row.state) {
    case 'none':
    case 'scheduled':
      if (site.run.paused) return 'paused: the run starts nothing new';
      return row.reason ?? upstreamReason(site, node);
    case 'up_for_retry':
      return row.reason ?? 'waiting for its next try';
    case 'up_for_reschedule':
      return row.reason ?? 'waiting for its next poke';
    case 'deferred':
    case 'awaiting_input':
      return row.reason ?? waitReason(node);
    default:
      return undefined;
  }
}

/** Without an engine of its build a run decides nothing at all. */
function engineReason({ fleet, build }: Site): string | undefined {
  const engines = fleet.filter(({ role }) => role === 'engine');
  if (engines.some((engine) => build === undefined || engine.build === build)) return undefined;
  return `no worker for ${WORKFLOW_QUEUE} that runs workflows${buildText(build)}`;
}

function queueReason({ fleet, build }: Site, node: PlanNode): string | undefined {
  if (node.kind !== 'task' && node.kind !== 'sensor') return undefined;
  const queue = resourceQueue(node.options.queue, node.options.resources);
  const workers = fleet.filter((worker) => worker.role !== 'engine' && polls(worker, queue));
  if (workers.some((worker) => build === undefined || worker.build === build)) return undefined;
  const others = workers.length === 0 ? '' : '; workers of other builds are there';
  return `no worker for ${queue}${buildText(build)}${others}`;
}

function polls(worker: WorkerBeat, queue: string): boolean {
  return worker.queue === queue || worker.queues?.includes(queue) === true;
}

function buildText(build: string | undefined): string {
  return build === undefined ? '' : ` (build ${build.slice(0, 12)})`;
}

function waitReason(node: PlanNode): string | undefined {
  switch (node.kind) {
    case 'waitUntil':
      return 'waiting for its time';
    case 'waitForEvent':
      return `waiting for ${node.sourceKind} ${node.source}`;
    case 'approval':
      return `waiting for an answer of ${node.assignees.length === 0 ? 'anybody' : node.assignees.join(', ')}`;
    case 'childDag':
      return `waiting for a run of ${node.dagId}`;
    default:
      return undefined;
  }
}

function upstreamReason({ states }: Site, node: PlanNode): string | undefined {
  if (states === undefined) return undefined;
  const open = node.upstream.filter((id) =>
    // A name that is in no list yet has not begun.
    [...(states.get(id) ?? ['none'])].some((state) => !isFinal(state as TaskState)),
  );
  if (open.length === 0) return undefined;
  const more = open.length > MAX_NAMES ? ` and ${open.length - MAX_NAMES} more` : '';
  return `waiting for ${open.slice(0, MAX_NAMES).join(', ')}${more}`;
}

function statesByTask(instances: readonly InstanceRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const states = new Map<string, Set<string>>();
  for (const { taskId, state } of instances) {
    const known = states.get(taskId);
    if (known === undefined) states.set(taskId, new Set([state]));
    else known.add(state);
  }
  return states;
}
