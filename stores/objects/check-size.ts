/** A body that ended early must not become an object: refuses one whose size is not the one given. */
export function checkSize(key: string, expected: number | undefined, found: number): void {
  if (expected !== undefined && expected !== found) {
    throw new Error(
      `The body for object "${key}" had ${found} bytes; expected ${expected}. Nothing was written.`,
    );
  }
}
