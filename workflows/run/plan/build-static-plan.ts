import { isStartedNode, regionsOfNode, type NodeRegion } from '../../../dsl/plan/node-regions.ts';
import type { CompiledPlan, PlanNode } from '../../../dsl/plan/plan.ts';
import { linkStaticPlan } from './link-static-plan.ts';
import type { StaticNode, StaticPlan, StaticRegion } from './static-plan.ts';

/**
 * Prepares a plan for running, once per run.
 *
 * @throws Error when the plan is not one this engine can run; the driver checks before.
 */
export function buildStaticPlan(plan: CompiledPlan): StaticPlan {
  const byId = new Map<string, StaticNode>();
  const root = readRegion({ role: 'root', key: '', region: plan.root }, undefined, byId);
  linkStaticPlan(root, byId);
  return { root, byId, groups: plan.groups, settings: plan.settings };
}

function readRegion(
  { role, key, region }: Omit<NodeRegion, 'role'> & Pick<StaticRegion, 'role'>,
  owner: StaticNode | undefined,
  byId: Map<string, StaticNode>,
): StaticRegion {
  const read: StaticRegion = {
    owner,
    role,
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
  const node: StaticNode = {
    plan,
    id: plan.id,
    region,
    rule: isStartedNode(plan) ? plan.triggerRule : 'all_success',
    started: isStartedNode(plan),
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
  node.inner.push(...regionsOfNode(plan).map((each) => readRegion(each, node, byId)));
  return node;
}

function mapsAround(region: StaticRegion): StaticNode['maps'] {
  const owner = region.owner;
  if (owner === undefined) return [];
  const { plan } = owner;
  if (plan.kind !== 'map' && plan.kind !== 'repeat') return owner.maps;
  return [...owner.maps, { id: owner.id, named: plan.named }];
}
