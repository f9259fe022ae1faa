import type { Dag } from '../../dsl/index.ts';
import type { Json } from '../../dsl/plan/json.ts';
import type { ChildDagNode } from '../../dsl/plan/plan.ts';
import { runtimeOf } from '../../dsl/runtime/index.ts';
import { FAILURE_TYPES, type RunFacts } from '../../workflows/protocol/index.ts';
import { runErrors } from '../../workflows/dag-run/run-errors.ts';
import { resultOf } from './close-run.ts';
import { succeed } from './end-wait.ts';
import { inputOf } from './input-of.ts';
import { ParamsError, parseParams } from './parse-params.ts';
import type { StartedInstance } from './started-instance.ts';
import { tellOfChild } from './tell-of-child.ts';
import type { VirtualRun } from './virtual-run.ts';

/** Runs another dag of the test in the same virtual time. Each try has a run of its own. */
export function startChild(run: VirtualRun, started: StartedInstance, node: ChildDagNode): void {
  const { world } = run.options;
  const { path } = started.command;
  const runtime = runtimeOf(childOf(run, node));
  world.spawn(async () => {
    started.attempt += 1;
    tellOfChild(run, started, node, 'execute');
    const params = await parseParams(runtime, await inputOf(run, started)).catch(
      (error: unknown) => {
        if (error instanceof ParamsError) return error;
        throw error;
      },
    );
    if (started.ended) return;
    if (params instanceof ParamsError) {
      const error = { type: FAILURE_TYPES.childRefused, message: params.message };
      tellOfChild(run, started, node, 'failure', error);
      run.end(started, { type: 'failed', path, error });
      return;
    }
    const facts = factsOf(run.options.facts, node.dagId, started);
    const parent = { dagId: run.options.facts.dagId, runId: run.options.facts.runId, path };
    const child = await world.options.openRun({
      ...{ world, runtime, facts, params, parent, prefix: `${node.dagId}/` },
    });
    if (node.wait) awaitChild(run, started, node, child);
    else ended(run, started, node, { dagId: node.dagId, runId: facts.runId });
  });
}

function awaitChild(
  run: VirtualRun,
  started: StartedInstance,
  node: ChildDagNode,
  child: VirtualRun,
): void {
  const { path } = started.command;
  const { runId } = child.options.facts;
  const reason = `Run "${runId}" of dag "${node.dagId}".`;
  run.push({ type: 'waiting', path, state: 'deferred', reason });
  started.waitsFor = `for run "${runId}" of dag "${node.dagId}"`;
  if (node.cancel === 'with_parent') started.stop = (why) => child.cancel(why);
  child.onClosed = () => childEnded(run, started, node, child);
}

function childEnded(
  run: VirtualRun,
  started: StartedInstance,
  node: ChildDagNode,
  child: VirtualRun,
): void {
  if (started.ended) return;
  const { world } = run.options;
  if (child.finish?.state === 'success') {
    world.spawn(async () => ended(run, started, node, await resultOf(child)));
    return;
  }
  const { path } = started.command;
  const why = runErrors(child.options.reducer)[0] ?? child.finish?.reason ?? 'no task says why';
  const { runId } = child.options.facts;
  const message = `Run "${runId}" of dag "${node.dagId}" did not succeed: ${why}`;
  const isStopped = started.abort.signal.aborted;
  const error = { type: isStopped ? FAILURE_TYPES.cancelled : FAILURE_TYPES.dagRunFailed, message };
  if (isStopped || started.attempt > node.options.retries) {
    tellOfChild(run, started, node, 'failure', error);
    run.end(started, { type: 'failed', path, error });
    return;
  }
  tellOfChild(run, started, node, 'retry', error);
  run.push({ type: 'retrying', path, error });
  delete started.stop;
  const again = (): void => startChild(run, started, node);
  started.callOffs.push(world.clock.at(world.clock.now + delayMs(node, started.attempt), again));
}

function ended(run: VirtualRun, started: StartedInstance, node: ChildDagNode, value: Json): void {
  if (!started.ended) tellOfChild(run, started, node, 'success');
  succeed(run, started, node, value);
}

function delayMs({ options }: ChildDagNode, tried: number): number {
  const grown = options.retryDelayMs * options.retryBackoff ** (tried - 1);
  return Math.max(1, Math.min(grown, options.maxRetryDelayMs));
}

function factsOf(
  parent: RunFacts,
  dagId: string,
  { command, ...started }: StartedInstance,
): RunFacts {
  const place = command.path.replaceAll('[', ':').replaceAll(']', '');
  const generation = started.generation > 1 ? `__g${started.generation}` : '';
  const tried = started.attempt > 1 ? `__t${started.attempt}` : '';
  const runId = `child__${parent.runId}__${place}${generation}${tried}`.slice(-180);
  return { ...parent, dagId, runId: runId.replace(/^[^A-Za-z0-9]+/, ''), runType: 'child' };
}

/** @throws TypeError that says how to give it. */
function childOf(run: VirtualRun, { id, dagId }: ChildDagNode): Dag<never, unknown> {
  const child = run.options.world.options.test.dags?.find((dag) => dag.id === dagId);
  if (child !== undefined) return child;
  throw new TypeError(
    `"${id}" runs dag "${dagId}". Give the test that dag in \`dags\`, or a mock of "${id}" that returns its result.`,
  );
}
