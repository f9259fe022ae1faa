import type { ValuePath } from '../../../dsl/plan/expression.ts';
import type { BranchNode } from '../../../dsl/plan/plan.ts';
import type { BoundExpression, Output } from '../../protocol/value.ts';
import { frameAt, seenFrom, type Frame, type Instance } from '../instance.ts';
import { instancePath } from '../instance-path.ts';
import type { Bind } from './bind.ts';
import { shardedOutput } from '../shards/shard-output.ts';
import { ABSENT, boundList, boundObject, known, stepBound } from './bound-value.ts';
import { ExpressionError } from './expression-error.ts';
import { factKey } from './fact-key.ts';
import { within, type Scope } from './scope.ts';
import { stepInto } from './step-into.ts';

/** What a node gave, as seen from a frame: a task's own value, or the results inside it. */
export function bindOutput(id: string, path: ValuePath, scope: Scope, bind: Bind): BoundExpression {
  const node = scope.plan.byId.get(id);
  if (node === undefined) throw new ExpressionError(`The plan has no node "${id}".`);
  const instance = seenFrom(scope.frame, node);
  if (instance === undefined) throw new ExpressionError(`"${id}" is not in scope here.`);
  if (instance.bound !== undefined) return stepBound(instance.bound, path);
  if (node.plan.kind === 'map') return mapOutput(instance, path, scope, bind);
  if (instance.state !== 'success') return ABSENT;
  if (node.plan.kind === 'branch') {
    return branchOutput(node.plan, instance, path, scope, bind);
  }
  if (node.plan.kind === 'repeat') return newestState(instance, path, scope, bind);
  if (node.plan.kind === 'withResource') {
    const body = frameAt(instance.inside, 1);
    return body === undefined ? ABSENT : regionResult(body, path, scope, bind);
  }
  return instance.output === undefined
    ? ABSENT
    : taskOutput(instance, instance.output, path, scope);
}

function taskOutput(
  instance: Instance,
  output: Output,
  path: ValuePath,
  scope: Scope,
): BoundExpression {
  if (output.kind !== 'inline') return storedOutput(instance, output, path);
  const bound = known(stepInto(output.value, path));
  return bound.kind === 'literal' && scope.leaveOut?.(bound.value) === true
    ? { kind: 'instance', instance: taskPath(instance), path }
    : bound;
}

/** The nearest fact at or above the path, else a reference for the worker. */
function storedOutput(
  instance: Instance,
  output: Exclude<Output, { kind: 'inline' }>,
  path: ValuePath,
): BoundExpression {
  const fact = instance.node.plan.facts.find(
    (each) => each.want === 'value' && each.path.every((step, depth) => step === path[depth]),
  );
  if (fact !== undefined) {
    const key = factKey(fact.path, 'value');
    const value = Object.hasOwn(output.facts, key) ? output.facts[key] : undefined;
    return known(stepInto(value, path.slice(fact.path.length)));
  }
  return output.kind === 'blob'
    ? { kind: 'blob', blob: output.blob, path }
    : { kind: 'instance', instance: taskPath(instance), path };
}

/** A loop's state after its last iteration. */
export function newestState(
  loop: Instance,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression {
  const last = loop.inside?.frames.at(-1);
  return last === undefined ? ABSENT : regionResult(last, path, scope, bind);
}

function mapOutput(map: Instance, path: ValuePath, scope: Scope, bind: Bind): BoundExpression {
  const inside = map.inside;
  if (inside === undefined) return ABSENT;
  if (inside.shards !== undefined) return shardedOutput(inside.shards, path);
  const [step, ...rest] = path;
  const item = (index: number): BoundExpression => {
    const frame = frameAt(inside, index);
    return frame === undefined
      ? ABSENT
      : regionResult(frame, step === undefined ? [] : rest, scope, bind);
  };
  if (step === undefined) return boundList(Array.from({ length: inside.count }, (_, i) => item(i)));
  return typeof step === 'number' ? item(step) : ABSENT;
}

function branchOutput(
  branch: BranchNode,
  instance: Instance,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression {
  const frames = instance.inside?.frames ?? [];
  const result = (frame: Frame | undefined, rest: ValuePath): BoundExpression =>
    frame === undefined || frame.barred !== undefined
      ? ABSENT
      : regionResult(frame, rest, scope, bind);
  if (!branch.many)
    return result(
      frames.find(({ barred }) => barred === undefined),
      path,
    );
  const [step, ...rest] = path;
  if (step === undefined) {
    return boundObject(frames.map((frame) => [frame.region.key, result(frame, [])]));
  }
  return result(
    frames.find(({ region }) => region.key === step),
    rest,
  );
}

/** The value of an item, a case, an iteration or a part: missing when a node it is made of has none. */
export function regionResult(
  frame: Frame,
  path: ValuePath,
  scope: Scope,
  bind: Bind,
): BoundExpression {
  const missing = frame.region.resultNeeds.some(
    (node) => !hasValue(frame.instances[node.position]),
  );
  return missing ? ABSENT : bind(frame.region.result, path, insideScope(scope, frame));
}

function hasValue(instance: Instance | undefined): boolean {
  if (instance === undefined) return false;
  return instance.node.plan.kind === 'map'
    ? instance.inside !== undefined
    : instance.state === 'success';
}

/** Where the worker finds the value: the database keeps it under the task instance. */
function taskPath(instance: Instance): string {
  return (
    instance.path ?? instancePath(instance.node.id, instance.node.maps, instance.frame.mapIndex)
  );
}

/** Inside its iterations a loop's state is theirs, also while its condition is read. */
function insideScope(scope: Scope, frame: Frame): Scope {
  if (scope.newest === undefined) return within(scope, frame);
  const { newest: _, ...rest } = scope;
  return within(rest, frame);
}
