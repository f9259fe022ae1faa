import type { WaitUntilNode } from '../../dsl/plan/plan.ts';
import { FAILURE_TYPES } from '../../workflows/protocol/index.ts';
import { succeed } from './end-wait.ts';
import { inputOf } from './input-of.ts';
import type { StartedInstance } from './started-instance.ts';
import type { VirtualRun } from './virtual-run.ts';

/** Waits for a time by the virtual clock, which began at the run's logical date. */
export function startWaitUntil(
  run: VirtualRun,
  started: StartedInstance,
  node: WaitUntilNode,
): void {
  const { world } = run.options;
  const { path } = started.command;
  world.spawn(async () => {
    const { time } = await inputOf(run, started);
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    if (typeof time !== 'string' || Number.isNaN(at)) {
      const message = `"${path}" waits for the time ${JSON.stringify(time ?? null)}, which is not an ISO time.`;
      const error = { type: FAILURE_TYPES.invalidInput, message };
      run.end(started, { type: 'failed', path, error });
      return;
    }
    const due = at - world.options.epoch;
    if (due <= world.clock.now) {
      succeed(run, started, node, time);
      return;
    }
    run.push({ type: 'waiting', path, state: 'deferred', reason: `Until ${time}.` });
    started.waitsFor = `until ${time}`;
    started.callOffs.push(world.clock.at(due, () => succeed(run, started, node, time)));
  });
}
