import type { Expression } from '../../../dsl/plan/expression.ts';
import type { BoundExpression } from '../../protocol/value.ts';
import { lighter } from '../collect-kept.ts';
import { bindInput } from '../expression/bind-input.ts';
import { expressionsOf, referencesIn, type Reference } from '../expression/references.ts';
import { seenFrom, type Frame, type Instance } from '../instance.ts';
import { containersBetween, type StaticNode } from '../plan/static-plan.ts';
import { pathOf, type RunBook } from '../run-book.ts';
import { scopeOf } from '../scope-of.ts';
import { nodesOf } from '../select/nodes-inside.ts';
import { isFinal } from '../state.ts';
import type { OutsideInstance } from './shard.ts';

/** The nodes around a map that it looks at. */
export interface OutsideNodes {
  /** From inside its body, in the plan's order. */
  readonly body: readonly StaticNode[];
  /** For its list alone. */
  readonly items: readonly StaticNode[];
}

export function outsideNodes(book: RunBook, map: StaticNode): OutsideNodes {
  const before = book.shards?.outside.get(map);
  if (before !== undefined) return before;
  const body = bodyLooksAt(book, map);
  const list = expressionsOf(map.plan).flatMap((each) => [...referencesIn(each)]);
  const items = list.flatMap((each) => [...nodesBehind(book, map, each)]);
  const nodes = { body: inOrder(body), items: inOrder(items.filter((node) => !body.has(node))) };
  book.shards?.outside.set(map, nodes);
  return nodes;
}

function bodyLooksAt(book: RunBook, map: StaticNode): ReadonlySet<StaticNode> {
  const found = new Set<StaticNode>();
  const [body] = map.inner;
  if (body === undefined) return found;
  const look = (node: StaticNode): void => {
    if (containersBetween(body, node) === undefined) found.add(node);
  };
  const read = (expression: Expression): void => {
    for (const each of referencesIn(expression)) {
      for (const node of nodesBehind(book, map, each)) look(node);
    }
  };
  read(body.result);
  for (const node of nodesOf(body)) {
    node.upstream.forEach(look);
    node.inner.forEach((region) => read(region.result));
    expressionsOf(node.plan).forEach(read);
  }
  return found;
}

function inOrder(nodes: Iterable<StaticNode>): readonly StaticNode[] {
  return [...new Set(nodes)].sort((left, right) => left.order - right.order);
}

/** An item, a state or a resource of a container around the map leads to what that was made from. */
function* nodesBehind(book: RunBook, map: StaticNode, reference: Reference): Generator<StaticNode> {
  if (reference.kind === 'output') {
    const node = book.plan.byId.get(reference.node);
    if (node !== undefined) yield node;
    return;
  }
  for (let owner = map.region.owner; owner !== undefined; owner = owner.region.owner) {
    if (reference.kind === 'item' && reference.map === owner.id) {
      for (const expression of expressionsOf(owner.plan)) {
        for (const each of referencesIn(expression)) yield* nodesBehind(book, owner, each);
      }
    }
    if (reference.kind === 'resource' && reference.resource === owner.id) {
      const setup = owner.inner.find(({ role }) => role === 'setup');
      if (setup === undefined) continue;
      for (const each of referencesIn(setup.result)) yield* nodesBehind(book, owner, each);
    }
  }
}

/** An instance around a map: of a resource around it, also those of its setup. */
export function instanceAround(map: Instance, node: StaticNode): Instance | undefined {
  const seen = seenFrom(map.frame, node);
  if (seen !== undefined) return seen;
  for (let frame: Frame | undefined = map.frame; frame; frame = frame.owner?.frame) {
    const setup = frame.owner?.inside?.frames[0];
    if (setup?.region === node.region) return setup.instances[node.position];
  }
  return undefined;
}

/** An instance as a shard has to know it. */
export function asOutside(book: RunBook, map: Instance, instance: Instance): OutsideInstance {
  const { state, output, given, node } = instance;
  const path = pathOf(instance);
  return {
    path,
    // Not cut before all of them have ended.
    state: isFinal(state) ? state : 'skipped',
    ...(output === undefined ? {} : { output: lighter(book, path, output) }),
    ...(node.started || node.plan.kind === 'shortCircuit'
      ? {}
      : { bound: boundOf(book, map, node) }),
    given: { ...given },
  };
}

function boundOf(book: RunBook, map: Instance, node: StaticNode): BoundExpression {
  return bindInput({ kind: 'output', node: node.id, path: [] }, scopeOf(book, map.frame));
}
