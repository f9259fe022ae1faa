import type { Dimension, SearchSpace } from './search-space.ts';

const MOST_LEVELS = 1_000_000;

/** @throws RangeError that names the parameter when nothing, or nothing sensible, could be suggested. */
export function checkSpace(space: SearchSpace, within = ''): void {
  const names = Object.keys(space);
  if (names.length === 0 && within === '')
    throw new RangeError('The search space has no parameter.');
  for (const name of names) {
    const dimension = space[name];
    if (dimension !== undefined) checkDimension(dimension, within + name);
  }
}

function checkDimension(dimension: Dimension, name: string): void {
  const refuse = (expected: string): never => {
    throw new RangeError(
      `Parameter "${name}" is ${JSON.stringify(dimension)}; expected ${expected}.`,
    );
  };
  if (dimension.kind === 'choice') {
    const { values } = dimension;
    if (values.length === 0 || new Set(values).size < values.length) {
      refuse('at least one value, each of them once');
    }
    return;
  }
  if (dimension.kind === 'variant') {
    const cases = Object.entries(dimension.cases);
    if (cases.length === 0) refuse('at least one case');
    for (const [key, space] of cases) {
      if (Object.hasOwn(space, 'kind')) refuse('no parameter named "kind": the case stands there');
      checkSpace(space, `${name}.${key}.`);
    }
    return;
  }
  const { low, high, log } = dimension;
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) refuse('low <= high');
  if (log && low <= 0) refuse('low above 0, since its logarithm is taken');
  if (dimension.kind === 'integer') {
    const { step } = dimension;
    if (![low, high, step].every(Number.isSafeInteger) || step < 1)
      refuse('whole numbers, step 1 or more');
    if ((high - low) / step >= MOST_LEVELS) refuse(`at most ${MOST_LEVELS} values; use real()`);
  }
}
