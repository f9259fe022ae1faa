import type { Frame, RegionDraft } from '../scope/draft.ts';
import { describeExpression } from '../scope/expression-draft.ts';
import { recordFault } from '../scope/slot.ts';
import type { ReferenceData } from './reference-data.ts';
import type { WireSite } from './wire-site.ts';

/**
 * Checks that a reference may be used where it is used; records the fault if not.
 *
 * S3 It belongs to the dag whose body is being evaluated.
 * S4 It belongs to the region of the word that uses it, or to one around it.
 */
export function usableHere(data: ReferenceData, site: WireSite): boolean {
  const { frame } = site;
  if (isAround(data.region, frame.region)) return true;
  const name = describeExpression(data.expression);
  const foreign = data.region.dag !== frame.region.dag;
  recordFault(frame.region.dag, {
    code: foreign ? 'DAG010' : 'DAG011',
    place: site.place,
    problem: foreign
      ? `"${site.place}" uses "${name}" of dag "${data.region.dag.id}".`
      : `"${site.place}" uses "${name}", which lives inside ${data.region.what}.`,
    expected: foreign
      ? 'A reference belongs to the dag whose body made it.'
      : `It can be used inside ${data.region.what} only.`,
    hint: foreign
      ? 'Use `runDag` and its result, or an asset.'
      : 'Return it from the body, and use the result.',
    trace: site.trace,
  });
  return false;
}

/** Whether the outer region is the inner one or holds it. */
export function isAround(outer: RegionDraft, inner: RegionDraft): boolean {
  for (let region: RegionDraft | undefined = inner; region !== undefined; region = region.parent) {
    if (region === outer) return true;
  }
  return false;
}

/** The innermost of regions that all lie around the frame. */
export function innermost(regions: readonly RegionDraft[], frame: Frame): RegionDraft {
  let deepest = frame.region.dag.root;
  for (const region of regions) if (isAround(deepest, region)) deepest = region;
  return deepest;
}
