/** Says why a value does not survive JSON, or nothing if it does. */
export function describeNotJson(
  value: unknown,
  inside: readonly object[] = [],
): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value !== 'object') return value === undefined ? 'undefined' : `a ${typeof value}`;
  if (inside.includes(value)) return 'an object that contains itself';
  if (inside.length > 64) return 'nested more than 64 levels deep';
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === null || prototype === Object.prototype;
  if (!plain) return `an object of class ${value.constructor.name}`;
  const parts: readonly unknown[] = Object.values(value);
  for (const part of parts) {
    const wrong =
      part === undefined && !Array.isArray(value)
        ? undefined
        : describeNotJson(part, [...inside, value]);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
