import { unrunnableWords } from '../../../dsl/runtime/index.ts';
import type { FoundDag, FoundFault } from './check-message.ts';

/** What a plan asks for and this version does not do: refused by name, never ignored. */
export function wordsNotRun({ plan, places }: FoundDag): readonly FoundFault[] {
  return unrunnableWords(plan).map(({ code, severity, node, message, expected, hint }) => {
    const at = places[node];
    return {
      severity: severity === 'fault' ? ('error' as const) : ('warning' as const),
      code,
      message,
      ...(at !== undefined && at.line > 0 && { at }),
      dagId: plan.id,
      place: node === '' ? plan.id : `${plan.id}/${node}`,
      ...(expected !== '' && { expected }),
      ...(hint !== '' && { mend: hint }),
    };
  });
}
