const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// `[` and `{` differ in one bit, as do `]` and `}`; no other character becomes one of them by it.
const BRACE_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The deepest nesting of lists and objects in a JSON text, without parsing it. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) position = endOfString(text, position);
    else if ((code | BRACE_BIT) === OPEN) deepest = Math.max(deepest, (depth += 1));
    else if ((code | BRACE_BIT) === CLOSE) depth -= 1;
  }
  return deepest;
}

/** Where the quote is that ends the string which begins at `start`; the text's end when none does. */
function endOfString(text: string, start: number): number {
  for (let position = start + 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) position += 1;
    else if (code === QUOTE) return position;
  }
  return text.length;
}
