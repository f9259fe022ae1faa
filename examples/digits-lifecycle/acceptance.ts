import type { z } from 'zod';
import type { Criterion } from 'perdure/tasks';

/**
 * What a model must reach on the holdout before it may be promoted. The gate of the dag reads these
 * lists and knows no number of its own.
 */
export const ACCEPTANCE: Readonly<
  Record<'digits' | 'breast-cancer', readonly z.output<typeof Criterion>[]>
> = {
  digits: [
    { metric: 'accuracy', min: 0.97, because: 'At most 3 of 100 images may be misread.' },
    { metric: 'macro_f1', min: 0.965, because: 'No digit may pay for the others.' },
    { metric: 'lowest_class_recall', min: 0.85, because: 'Every digit must be read mostly right.' },
  ],
  'breast-cancer': [
    { metric: 'accuracy', min: 0.95, because: 'At most 1 of 20 samples may be judged wrongly.' },
    { metric: 'lowest_class_recall', min: 0.9, because: 'Few malignant samples may be missed.' },
  ],
};
