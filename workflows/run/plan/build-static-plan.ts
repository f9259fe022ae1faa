import type { CompiledPlan, PlanNode, Region } from '../../../dsl/plan/plan.ts';
import { linkStaticPlan } from './link-static-plan.ts';
import type { StaticNode, StaticPlan, StaticRegion } from './static-plan.ts';

/**
 * Prepares a plan for running, once per run.
 *
 * @throws Error when the plan is not one this engine can run; the driver checks before.
 */
export function buildStaticPlan(plan: CompiledPlan): StaticPlan {
  const byId = new Map<string, StaticNode>();
  const root = readRegion(plan.root, undefined, '', byId);
  linkStaticPlan(root, byId);
  return { root, byId };
}

function readRegion(
  region: Region,
  owner: StaticNode | undefined,
  key: string,
  byId: Map<string, StaticNode>,
): StaticRegion {
  const read: StaticRegion = {
    owner,
    key,
    result: region.result,
    nodes: [],
    watched: 0,
    resultNeeds: [],
    resultFromOutside: [],
  };
  for (const node of region.nodes) read.nodes.push(readNode(node, read, byId));
  return read;
}

function readNode(plan: PlanNode, region: StaticRegion, byId: Map<string, StaticNode>): StaticNode {
  if (byId.has(plan.id)) throw new Error(`Two nodes of the plan have the id "${plan.id}".`);
  if (plan.kind === 'pending') {
    throw new Error(`"${plan.id}" is a ${plan.word}, which this version does not run.`);
  }
  const node: StaticNode = {
    plan,
    id: plan.id,
    region,
    rule: plan.kind === 'task' ? plan.triggerRule : 'all_success',
    maps: mapsAround(region),
    inner: [],
    order: 0,
    position: region.nodes.length,
    watched: false,
    upstream: [],
    upstreamOutside: [],
    downstreamHere: [],
    downstreamInside: [],
  };
  byId.set(plan.id, node);
  node.inner.push(...readInner(plan, node, byId));
  return node;
}

function readInner(
  plan: PlanNode,
  node: StaticNode,
  byId: Map<string, StaticNode>,
): StaticRegion[] {
  if (plan.kind === 'map') return [readRegion(plan.body, node, '', byId)];
  if (plan.kind !== 'branch') return [];
  return plan.cases.map((each) => readRegion(each.region, node, each.key, byId));
}

function mapsAround(region: StaticRegion): StaticNode['maps'] {
  const owner = region.owner;
  if (owner === undefined) return [];
  if (owner.plan.kind !== 'map') return owner.maps;
  return [...owner.maps, { id: owner.id, named: owner.plan.named }];
}
