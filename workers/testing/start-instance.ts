import { chosenOutcome } from './test-outcome.ts';
import type { Schedule, StartedInstance } from './started-instance.ts';
import { startApproval } from './virtual-approval.ts';
import { startAttempts } from './virtual-attempts.ts';
import { startChild } from './virtual-child.ts';
import { startWaitForEvent } from './virtual-event-wait.ts';
import { startWaitUntil } from './virtual-time-wait.ts';
import type { VirtualRun } from './virtual-run.ts';

type Node = Schedule['node'];

/** Starts what a command names; it ends by exactly one `run.end`. */
export function startInstance(run: VirtualRun, started: StartedInstance): void {
  const { node } = started.command;
  if (run.options.runner.has(node.id)) {
    if (node.kind !== 'task' && node.kind !== 'sensor' && node.kind !== 'childDag') {
      throw new TypeError(`"${node.id}" is a ${node.kind}, which has no body to mock.`);
    }
    startAttempts(run, started, node);
    return;
  }
  if (!endsAsChosen(run, started)) startWord(run, started, node);
}

function startWord(run: VirtualRun, started: StartedInstance, node: Node): void {
  switch (node.kind) {
    case 'waitUntil':
      return startWaitUntil(run, started, node);
    case 'waitForEvent':
      return startWaitForEvent(run, started, node);
    case 'approval':
      return startApproval(run, started, node);
    case 'childDag':
      return startChild(run, started, node);
    default:
      throw new Error(`Nothing stands behind "${node.id}".`);
  }
}

/** Ends that a test has chosen for what has no body. */
function endsAsChosen(run: VirtualRun, started: StartedInstance): boolean {
  const { path, node } = started.command;
  const { prefix, world } = run.options;
  const instance = { prefix, taskId: node.id, path };
  const outcome = chosenOutcome(world.options.test.outcomes, instance, 1);
  if (outcome === 'ok') return false;
  if (outcome === 'skip') {
    run.end(started, { type: 'skipped', path, reason: 'It was chosen to be skipped.' });
  } else {
    const error = { type: 'TaskFailed', message: 'It was chosen to fail.' };
    run.end(started, { type: 'failed', path, error });
  }
  return true;
}
