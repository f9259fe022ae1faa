import type { ControlRequest } from '../../workflows/protocol/index.ts';
import type { InstanceRow } from '../../workflows/run/index.ts';
import { recordControl } from '../engine/record-control.ts';
import { parseDuration } from '../task/context/parse-duration.ts';
import type { TestIntervention } from './test-options.ts';
import type { VirtualRun } from './virtual-run.ts';
import type { VirtualWorld } from './virtual-world.ts';

const BY = 'tester';

/** Sets the verbs of a test to their times. */
export function planInterventions(
  world: VirtualWorld,
  run: VirtualRun,
  interventions: readonly TestIntervention[],
): void {
  interventions.forEach((intervention, index) => {
    const at = intervention.at === 'end' ? 'end' : parseDuration(intervention.at);
    world.plan(at, () => intervene(run, intervention, `test-${index + 1}`));
  });
}

/** One verb, as the workflow does it: the reducer, the record, and what it sets going. */
async function intervene(
  run: VirtualRun,
  intervention: TestIntervention,
  requestId: string,
): Promise<void> {
  const { at: _at, ...verb } = intervention;
  const request = requestOf(verb, requestId);
  const selects = request.verb === 'clear' || request.verb === 'mark';
  if (run.isClosed && !selects) return;
  const touched = selects ? selectedBy(run, request) : [];
  if (run.isClosed) await reopen(run, requestId);
  const before = run.generation;
  if (selects) run.generation += 1;
  if (request.verb === 'clear' && request.keepCheckpoints) {
    for (const { path } of touched) run.checkpoints.add(path);
  }
  const failed = failedOnes(run);
  const step = run.applyVerb(eventOf(request));
  await record(run, request, { before, touched, failed });
  run.carryOut(step);
  run.options.world.wake();
}

type Request = Exclude<ControlRequest, { verb: 'answer' }>;

function requestOf(verb: DistributiveOmit<TestIntervention, 'at'>, requestId: string): Request {
  const who = { requestId, by: BY, reason: null };
  if (verb.verb !== 'clear') return { ...who, ...verb };
  return { ...who, ...verb, keepCheckpoints: verb.keepCheckpoints ?? false };
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** @throws TypeError when it is nothing: a test that clears nothing proves nothing. */
function selectedBy(
  { options: { reducer, facts } }: VirtualRun,
  request: Extract<Request, { verb: 'clear' | 'mark' }>,
): readonly InstanceRow[] {
  const rows = reducer.selected(request.selection, request.verb);
  const touched =
    request.verb === 'mark' ? rows.filter(({ state }) => state !== request.state) : rows;
  if (rows.length > 0) return touched;
  throw new TypeError(
    `The ${request.verb} of the test selects no task instance of "${facts.dagId}": ${JSON.stringify(request.selection)}.`,
  );
}

async function reopen(run: VirtualRun, execution: string): Promise<void> {
  const { world, facts } = run.options;
  const opened = await world.options.stores.runs.reopen(facts.dagId, facts.runId, execution);
  if (opened === undefined) throw new Error(`Run "${facts.runId}" could not be opened again.`);
  run.generation = opened.run.generation;
  run.isClosed = false;
}

function eventOf(request: Request): Parameters<VirtualRun['applyVerb']>[0] {
  switch (request.verb) {
    case 'clear':
      return { type: 'clear', selection: request.selection };
    case 'mark': {
      const { selection, state } = request;
      return { type: 'mark', selection, state, reason: `Marked ${state} by ${BY}.` };
    }
    case 'cancel':
      return { type: 'cancel', reason: `Cancelled by ${BY}.` };
    default:
      return { type: request.verb };
  }
}

function failedOnes({ options: { reducer } }: VirtualRun): ReadonlySet<string> {
  const rows = reducer.snapshot();
  const failed = rows.filter(({ state }) => state === 'failed' || state === 'upstream_failed');
  return new Set(failed.map(({ path }) => path));
}

async function record(
  run: VirtualRun,
  request: Request,
  before: {
    readonly before: number;
    readonly touched: readonly InstanceRow[];
    readonly failed: ReadonlySet<string>;
  },
): Promise<void> {
  const { world, facts } = run.options;
  const after = failedOnes(run);
  const { touched } = before;
  const marked = new Set(touched.map(({ path }) => path));
  const cleared = [...before.failed].filter((path) => !after.has(path) && !marked.has(path));
  await recordControl(world.options.stores, {
    ...{ dagId: facts.dagId, runId: facts.runId, request, touched },
    ...{ generation: run.generation, before: before.before },
    cleared: request.verb === 'mark' ? cleared : [],
    at: world.date.toISOString(),
  });
}
