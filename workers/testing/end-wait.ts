import type { Json } from '../../dsl/plan/json.ts';
import type { PlanNode } from '../../dsl/plan/plan.ts';
import type { EndWait, InstanceOwner } from '../../workflows/dag-run/engine-activities.ts';
import type { TaskError } from '../../workflows/run/index.ts';
import { endWait as recordEnd } from '../engine/waits.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

type WaitNode = Extract<PlanNode, { kind: EndWait['kind'] }>;

export function ownerOf(run: VirtualRun, { command, generation }: StartedInstance): InstanceOwner {
  const { dagId, runId } = run.options.facts;
  return { dagId, runId, path: command.path, generation };
}

/** Ends well what the run itself waited for, its value kept as the engine keeps it. */
export function succeed(
  run: VirtualRun,
  started: StartedInstance,
  node: WaitNode,
  value: Json,
  outcome?: EndWait['outcome'],
): void {
  if (started.ended) return;
  // Nothing else may end it while its value is written.
  for (const callOff of started.callOffs.splice(0)) callOff();
  run.options.world.spawn(async () => {
    const output = await record(run, started, node, { state: 'success', value }, outcome);
    run.end(started, {
      ...{ type: 'succeeded', path: started.command.path },
      output: output ?? { kind: 'inline', value: null },
    });
  });
}

/** Ends it without a value. */
export function giveUp(
  run: VirtualRun,
  started: StartedInstance,
  node: WaitNode,
  end: { readonly skipped: string } | { readonly failed: TaskError },
): void {
  const { path } = started.command;
  const isSkip = 'skipped' in end;
  run.options.world.spawn(async () => {
    await record(run, started, node, { state: isSkip ? 'skipped' : 'failed' });
    if (isSkip) run.end(started, { type: 'skipped', path, reason: end.skipped });
    else run.end(started, { type: 'failed', path, error: end.failed });
  });
}

function record(
  run: VirtualRun,
  started: StartedInstance,
  node: WaitNode,
  end: EndWait['end'],
  outcome?: EndWait['outcome'],
): ReturnType<typeof recordEnd> {
  const { world } = run.options;
  const ended: EndWait = {
    ...{ owner: ownerOf(run, started), taskId: node.id, mapIndex: started.command.mapIndex },
    ...{ kind: node.kind, facts: node.facts, end },
    startedAt: new Date(world.options.epoch + started.begun).toISOString(),
    ...(outcome !== undefined && { outcome }),
  };
  return recordEnd(world.options.stores, ended, world.date);
}
