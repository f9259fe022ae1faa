import { innermost } from '../reference/usable-here.ts';
import type { Frame, RegionDraft } from './draft.ts';
import { partsOf, type ExpressionDraft } from './expression-draft.ts';

/** The innermost region an expression reads from. */
export function regionRead(expression: ExpressionDraft, frame: Frame): RegionDraft {
  const regions: RegionDraft[] = [];
  const visit = (part: ExpressionDraft): void => {
    if (part.kind === 'output') regions.push(part.node.region);
    if ('scope' in part) regions.push(part.scope);
    partsOf(part).forEach(visit);
  };
  visit(expression);
  return innermost(regions, frame);
}
