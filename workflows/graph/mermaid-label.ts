const ENTITIES: { readonly [char: string]: string } = {
  '"': '#quot;',
  '#': '#35;',
  '&': '#amp;',
  '<': '#lt;',
  '>': '#gt;',
  '`': '#96;',
  '\\': '#92;',
};

/**
 * Text for a quoted Mermaid label: nothing in it ends the label, is read as HTML or as Markdown.
 * A line break becomes the one tag that Mermaid itself breaks lines with.
 */
export function mermaidLabel(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/["#&<>`\\]/g, (char) => ENTITIES[char] ?? '')
        .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' '),
    )
    .join('<br/>');
}
