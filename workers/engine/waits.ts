import { hostname } from 'node:os';
import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import { logKey } from '../../stores/objects/object-key.ts';
import type { Claim, RunStore } from '../../stores/runs/run-store.ts';
import type { Stores } from '../../stores/stores.ts';
import { loadValue } from '../../stores/values/index.ts';
import type {
  EndWait,
  OpenApproval,
  WaitForEvent,
} from '../../workflows/dag-run/engine-activities.ts';
import type { GivenAnswer } from '../../workflows/protocol/answer.ts';
import type { Output } from '../../workflows/protocol/index.ts';
import { outputOfValue, resolveOfRun } from './instance-values.ts';

/** What the engine waits for itself holds no worker; its rows say so. */
const NO_QUEUE = 'engine';

/** Registers a wait. An event that came since the run began, and fits, ends it at once. */
export async function awaitEvent(stores: Stores, wait: WaitForEvent): Promise<Output | null> {
  const { owner, source, input, facts } = wait;
  const run = await stores.runs.getRun(owner.dagId, owner.runId);
  const where = await fieldOf(stores, wait, input, 'where');
  const met = await stores.events.awaitEvent({
    ...owner,
    source,
    // `where` is an object by its node; absent fields ask for nothing.
    where: (where ?? {}) as JsonObject,
    since: run?.createdAt ?? new Date(0),
  });
  return met === undefined ? null : outputOfValue(stores.objects, met.payload, facts, owner.path);
}

/** Registers a question. One that was open already has kept its answers. */
export async function openApproval(
  stores: Stores,
  approval: OpenApproval,
): Promise<readonly GivenAnswer[]> {
  const { owner, input, form, assignees, approvers } = approval;
  const subject = await fieldOf(stores, approval, input, 'subject');
  const detail = await fieldOf(stores, approval, input, 'detail');
  await stores.approvals.open({
    ...owner,
    ...{ form, assignees, approvers },
    subject: typeof subject === 'string' ? subject : JSON.stringify(subject ?? null),
    detail: detail ?? null,
    deadline: approval.deadline === null ? null : new Date(approval.deadline),
    openedAt: new Date(approval.openedAt),
  });
  const row = await stores.approvals.get(owner);
  return (row?.answers ?? []).map(({ by, decision, answer }) => ({ by, decision, answer }));
}

async function fieldOf(
  stores: Stores,
  { owner }: Pick<WaitForEvent, 'owner'>,
  input: WaitForEvent['input'],
  field: string,
): Promise<Json | undefined> {
  const value = await resolveOfRun(stores, owner, input);
  // The input of these nodes is an object of JSON by their plan.
  return (value as { readonly [name: string]: Json } | undefined)?.[field];
}

/** Takes the wait or the question away, and keeps the output as a worker keeps a task's. */
export async function endWait(stores: Stores, ended: EndWait, now: Date): Promise<Output | null> {
  const { owner, kind, end, outcome } = ended;
  const output = await outputOfEnd(stores, ended);
  if (output !== null) await complete(stores.runs, ended, output, now);
  if (kind === 'waitForEvent') {
    await (end.state === 'success'
      ? stores.events.delivered(owner)
      : stores.events.dropWait(owner));
  }
  if (kind === 'approval') {
    await stores.approvals.close(owner, outcome ?? closedAs(end.state));
  }
  return output;
}

async function outputOfEnd(
  { objects }: Stores,
  { end, facts, owner }: EndWait,
): Promise<Output | null> {
  if (end.state !== 'success') return null;
  if ('output' in end) return end.output;
  const value = 'blob' in end ? await loadValue(objects, end.blob) : end.value;
  return outputOfValue(objects, value, facts, owner.path);
}

function complete(
  runs: RunStore,
  { owner, taskId, mapIndex, startedAt }: EndWait,
  output: Output,
  endedAt: Date,
): Promise<boolean> {
  const fence = { generation: owner.generation, attempt: 1 };
  const claim: Claim = {
    ...{ fence, taskId, mapIndex, queue: NO_QUEUE, logKey: logKey(owner, fence) },
    worker: { identity: `engine@${hostname()}:${process.pid}`, build: '' },
  };
  return runs.complete(owner, fence, {
    claim,
    state: 'success',
    // An Output is JSON by its own type; JsonObject asks for an index signature.
    output: output as unknown as JsonObject,
    startedAt: new Date(startedAt),
    endedAt,
  });
}

function closedAs(state: EndWait['end']['state']): 'withdrawn' | 'failed' {
  return state === 'failed' || state === 'skipped' ? 'failed' : 'withdrawn';
}
