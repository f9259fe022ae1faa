/** Words of `perdure` whose call gives a reference. */
const GIVING = [
  ...['branch', 'map', 'group', 'repeat', 'withResource', 'shortCircuit', 'runDag', 'triggerDag'],
  ...['waitUntil', 'waitForEvent', 'approval', 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'and', 'or'],
  ...['not', 'length', 'includes', 'at', 'coalesce', 'concat', 'flatten', 'zip', 'cross', 'shift'],
];
export const REFERENCE_WORDS: ReadonlySet<string> = new Set(GIVING);

/** Words whose call makes something that gives references when called in turn. */
export const TASK_WORDS: ReadonlySet<string> = new Set(['task', 'sensor']);

/** Words whose body gets references as its parameters, and which argument the body is. */
export const BODY_WORDS: ReadonlyMap<string, number> = new Map([
  ['dag', 1],
  ['map', 1],
  ['repeat', 1],
  ['withResource', 1],
]);
