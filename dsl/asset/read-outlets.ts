import type { Trace } from '../fault/trace.ts';
import { raiseFault } from '../scope/slot.ts';
import { sourceDefinition } from './source-definition.ts';

/** The names of the assets that a task writes. */
export function readOutlets(outlets: unknown, place: string, trace: Trace): readonly string[] {
  if (outlets === undefined) return [];
  const list: readonly unknown[] = Array.isArray(outlets) ? outlets : [outlets];
  return list.flatMap((outlet) => {
    const source = sourceDefinition(outlet);
    if (source?.kind === 'asset') return [source.name];
    raiseFault({
      code: 'DAG013',
      place: `${place}.outlets`,
      problem: `The outlets of "${place}" hold something that is not an asset.`,
      expected: 'Outlets are a list of what `asset({ … })` returned.',
      hint: '',
      trace,
    });
    return [];
  });
}
