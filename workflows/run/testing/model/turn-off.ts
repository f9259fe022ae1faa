import { regionsOfNode } from '../../../../dsl/plan/node-regions.ts';
import type { Region } from '../../../../dsl/plan/plan.ts';
import type { Spot } from './place.ts';
import { upstreamOf } from './plan-edges.ts';
import type { Unfolding } from './unfolding.ts';

/**
 * Turns off what names a short-circuit as upstream; if rules are to be ignored, also all behind
 * that and all inside, in the short-circuit's own region.
 */
export function turnOff(run: Unfolding, from: Spot, transitive: boolean): void {
  const names = new Set([from.node.id]);
  const off = new Set(run.off.get(from.place));
  const visit = (region: Region, inOff: boolean): boolean =>
    region.nodes
      .map((node) => {
        const reached = inOff || upstreamOf(node).some((id) => names.has(id));
        if (reached) off.add(node.id);
        const inner = regionsOfNode(node).map((each) => visit(each.region, reached && transitive));
        if (transitive && (reached || inner.includes(true))) names.add(node.id);
        return reached || inner.includes(true);
      })
      .includes(true);
  for (let before = -1; before < names.size + off.size;) {
    before = names.size + off.size;
    visit(from.place.region, false);
  }
  run.off.set(from.place, off);
}
