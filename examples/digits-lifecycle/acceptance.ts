import type { z } from 'zod';
import type { Criterion } from 'perdure/tasks';

/**
 * What a model must reach on the holdout before it may be promoted. Written down before any model
 * was trained; the gate of the dag reads these lists and knows no number of its own.
 */
export const ACCEPTANCE: Readonly<
  Record<'digits' | 'breast-cancer', readonly z.output<typeof Criterion>[]>
> = {
  digits: [
    { metric: 'accuracy', min: 0.97, because: 'A person misreads about 3 of 100 such images.' },
    { metric: 'macro_f1', min: 0.965, because: 'No digit may pay for the others.' },
    { metric: 'lowest_class_recall', min: 0.85, because: 'Every digit must be read mostly right.' },
  ],
  'breast-cancer': [
    { metric: 'accuracy', min: 0.95, because: 'The level of the published linear separators.' },
    { metric: 'lowest_class_recall', min: 0.9, because: 'Few malignant samples may be missed.' },
  ],
};
