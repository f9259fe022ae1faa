import type { Experiment, Stage, ViewType } from './experiment-store.ts';
import { EXPERIMENT_SEARCH } from './search/schemas.ts';
import type { SearchIn, SearchValue } from './search/search-in.ts';

/** How experiments are searched. */
export const EXPERIMENTS: SearchIn<Experiment> = {
  schema: EXPERIMENT_SEARCH,
  standard: 1_000,
  limit: 50_000,
  natural: (left, right) =>
    right.updatedMs - left.updatedMs || Number(right.experimentId) - Number(left.experimentId),
  read: (experiment, on, key): SearchValue => {
    if (on === 'tag') return textAt(experiment.tags, key);
    switch (key) {
      case 'name':
        return experiment.name;
      case 'experiment_id':
        return experiment.experimentId;
      case 'creation_time':
        return experiment.createdMs;
      default:
        return experiment.updatedMs;
    }
  },
};

/** A text of a record, never one of its prototype's. */
export function textAt(texts: { readonly [key: string]: string }, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

export function isSeen(stage: Stage, view: ViewType): boolean {
  return view === 'ALL' || (view === 'ACTIVE_ONLY') === (stage === 'active');
}
