/** Text for a `text` column, which cannot hold the character NUL. */
export function sqlText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** As `sqlText`, for a column that may be empty. */
export function sqlTextOrNull(text: string | undefined): string | null {
  return text === undefined ? null : sqlText(text);
}

/** A value for a `json` column. */
export function sqlJson(value: unknown): string {
  return JSON.stringify(value);
}
