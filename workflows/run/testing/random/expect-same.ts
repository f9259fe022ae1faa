/** @throws Error when two values differ; the order of fields does not count. */
export function expectSame(what: string, ours: unknown, theirs: unknown): void {
  const left = JSON.stringify(sortedFields(ours));
  const right = JSON.stringify(sortedFields(theirs));
  if (left !== right) throw new Error(`Different ${what}:\n reducer ${left}\n model   ${right}`);
}

/** The same for states, which are compared after every batch: words are made only for a difference. */
export function expectSameStates(
  rows: readonly { readonly path: string; readonly state: string }[],
  states: ReadonlyMap<string, string>,
): void {
  if (rows.length === states.size && rows.every(({ path, state }) => states.get(path) === state)) {
    return;
  }
  expectSame('states', statesOf(rows), Object.fromEntries(states));
}

function statesOf(
  rows: readonly { readonly path: string; readonly state: string }[],
): Record<string, string> {
  return Object.fromEntries(rows.map(({ path, state }) => [path, state]));
}

function sortedFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
