/** Row numbers by the value they share, values by order of their first row. */
export function rowsByValue<Value>(values: ArrayLike<Value>): Map<Value, number[]> {
  const members = new Map<Value, number[]>();
  for (const [row, value] of Array.from(values).entries()) {
    const known = members.get(value);
    if (known === undefined) members.set(value, [row]);
    else known.push(row);
  }
  return members;
}
