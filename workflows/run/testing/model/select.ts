import { isStartedNode } from '../../../../dsl/plan/node-regions.ts';
import type { CompiledPlan } from '../../../../dsl/plan/plan.ts';
import type { Selection } from '../../selection.ts';
import { outwards, type Spot } from './place.ts';
import { reached } from './reached.ts';
import { startedIn, type Tree } from './tree.ts';

/** Started instances, by path. */
export type Picked = ReadonlySet<string>;

/** The started instances a selection names, whatever their state. */
export function pick(plan: CompiledPlan, tree: Tree, selection: Selection): Picked {
  const { tasks, paths, upstream = false, downstream = false } = selection;
  const all = tasks === undefined && paths === undefined;
  const named = tree.spots.filter(
    (spot) =>
      all ||
      around(spot).some(
        (each) =>
          paths?.includes(each.path) === true ||
          tasks?.some((id) => isCalled(plan, each, id)) === true,
      ),
  );
  return new Set([
    ...named.filter(({ node }) => isStartedNode(node)).map(({ path }) => path),
    ...(upstream ? reached(tree, named, 'upstream') : []),
    ...(downstream ? reached(tree, named, 'downstream') : []),
  ]);
}

/** With anything of a resource's setup or body, its setup and teardown are cleared, as in Airflow. */
export function withResources(tree: Tree, picked: Picked): Picked {
  const more = tree.spots
    .filter(({ node }) => node.kind === 'withResource')
    .flatMap((resource) => {
      const parts = (tree.inside.get(resource.path) ?? []).map((place) => startedIn(tree, place));
      const [setup = [], body = [], teardown = []] = parts;
      const isTouched = [...setup, ...body].some(({ path }) => picked.has(path));
      return isTouched ? [...setup, ...teardown] : [];
    });
  return new Set([...picked, ...more.map(({ path }) => path)]);
}

/** The node itself, and all containers around it. */
function around(spot: Spot): readonly Spot[] {
  return [spot, ...outwards(spot.place).flatMap(({ around: owner }) => owner ?? [])];
}

function isCalled(plan: CompiledPlan, { node }: Spot, id: string): boolean {
  for (let group = node.group; group !== undefined;) {
    if (group === id) return true;
    const inner = group;
    group = plan.groups.find((each) => each.id === inner)?.parent;
  }
  return node.id === id;
}
