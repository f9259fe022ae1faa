import type { Json, JsonObject } from '../../dsl/plan/json.ts';
import type { WaitForEventNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { giveUp, ownerOf, succeed } from './end-wait.ts';
import { inputOf } from './input-of.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

/** Waits for an event through the stores' own meeting of events and waits. */
export function startWaitForEvent(
  run: VirtualRun,
  started: StartedInstance,
  node: WaitForEventNode,
): void {
  const { world } = run.options;
  // What comes is what was told, which is JSON.
  started.deliver = (payload) => succeed(run, started, node, payload as Json);
  world.spawn(async () => {
    const { where } = await inputOf(run, started);
    const met = await world.options.stores.events.awaitEvent({
      ...ownerOf(run, started),
      source: node.source,
      // `where` is an object by its node; an absent one asks for nothing.
      where: (where ?? {}) as JsonObject,
      since: run.openedAt,
    });
    if (met !== undefined) succeed(run, started, node, met.payload);
    else if (!started.ended) waitOn(run, started, node);
  });
}

function waitOn(run: VirtualRun, started: StartedInstance, node: WaitForEventNode): void {
  const { world } = run.options;
  const { path } = started.command;
  const reason = `For ${node.sourceKind} "${node.source}".`;
  run.push({ type: 'waiting', path, state: 'deferred', reason });
  started.waitsFor = `for ${node.sourceKind} "${node.source}"`;
  const { timeoutMs } = node;
  if (timeoutMs === undefined) return;
  const message = `No ${node.sourceKind} "${node.source}" came within ${timeoutMs / 1000} s.`;
  const late = (): void =>
    giveUp(
      run,
      started,
      node,
      node.softFail
        ? { skipped: message }
        : { failed: { type: FAILURE_TYPES.waitTimeout, message } },
    );
  started.callOffs.push(world.clock.at(started.begun + timeoutMs, late));
}
