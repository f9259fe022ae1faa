import { Problem } from '../../problem/problem.ts';

/** For a model, or a version of one, that is not registered. */
export function unknownModel(name: string, which?: string): Problem {
  return new Problem(
    'UNKNOWN_MODEL',
    which === undefined ? `There is no model "${name}".` : `Model "${name}" has no ${which}.`,
  );
}
