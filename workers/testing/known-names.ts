import { regionsOfNode } from '../../dsl/plan/node-regions.ts';
import type { PlanNode, Region } from '../../dsl/plan/plan.ts';
import { runtimeOf, type DagRuntime } from '../../dsl/runtime/index.ts';
import type { TestDagOptions } from './test-options.ts';

/** A name that is not there would make a test pass for the wrong reason. @throws TypeError */
export function assertKnownNames(runtime: DagRuntime, test: TestDagOptions): void {
  const nodes = new Map<string, PlanNode>();
  collect(runtime.plan.root, '', nodes);
  for (const dag of test.dags ?? []) {
    const { plan } = runtimeOf(dag);
    collect(plan.root, `${plan.id}/`, nodes);
  }
  const kinds = (wanted: readonly PlanNode['kind'][]): readonly string[] =>
    [...nodes].filter(([, node]) => wanted.includes(node.kind)).map(([id]) => id);
  const bodies = kinds(['task', 'sensor', 'childDag']);
  const started = [...bodies, ...kinds(['waitUntil', 'waitForEvent', 'approval'])];
  const { id } = runtime.plan;
  assertKnown(
    Object.keys(test.mocks ?? {}),
    bodies,
    (text) => `Dag "${id}" has no task ${text} to mock.`,
  );
  assertKnown(
    tasksOf(test.outcomes),
    started,
    (text) => `Dag "${id}" has no task ${text} to end so.`,
  );
  assertKnown(
    tasksOf(test.answers),
    kinds(['approval']),
    (text) => `Dag "${id}" has no approval ${text}.`,
  );
}

function collect(region: Region, prefix: string, into: Map<string, PlanNode>): void {
  for (const node of region.nodes) {
    into.set(`${prefix}${node.id}`, node);
    for (const inner of regionsOfNode(node)) collect(inner.region, prefix, into);
  }
}

/** Keys may be instance paths; their task is what is left without the indexes. */
function tasksOf(keyed: { readonly [key: string]: unknown } | undefined): readonly string[] {
  return Object.keys(keyed ?? {}).map((key) => key.replaceAll(/\[\d+\]/g, ''));
}

function assertKnown(
  given: readonly string[],
  known: readonly string[],
  words: (names: string) => string,
): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const choice = known.length === 0 ? 'It has none.' : `There are: ${quoted(known)}.`;
  throw new TypeError(`${words(quoted(unknown))} ${choice}`);
}
