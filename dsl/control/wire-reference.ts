import type { WireSite } from '../reference/wire-site.ts';
import { wireValue, type Wired } from '../reference/wire-value.ts';
import { isPoisoned, referenceData } from '../reference/reference-data.ts';
import { recordFault } from '../scope/slot.ts';

/** Wires what has to be a reference, since a constant there would decide nothing in a run. */
export function wireReference(value: unknown, site: WireSite): Wired {
  if (!isPoisoned(value) && referenceData(value) === undefined) {
    recordFault(site.frame.region.dag, {
      code: 'DAG012',
      place: site.place,
      problem: `"${site.place}" is ${typeof value === 'boolean' ? String(value) : `of type ${typeof value}`}, which is not a reference.`,
      expected:
        'What decides here comes from the run: a reference or an expression such as `gte(m.accuracy, 0.9)`.',
      hint:
        typeof value === 'boolean'
          ? 'Operators such as `!` and `>` are evaluated before the run: use `not`, `gt`, ….'
          : '',
      trace: site.trace,
    });
  }
  return wireValue(value, site);
}
