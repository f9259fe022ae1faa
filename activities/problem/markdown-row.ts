/** A row of a Markdown table. */
export function markdownRow(...cells: readonly string[]): string {
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** A text with no line ends, and nothing in it that Markdown or HTML would take for its own. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]|]/g, (sign) => `\\${sign}`);
}
