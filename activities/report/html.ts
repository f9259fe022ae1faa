/** Markup that is safe to put into a page. Made by `html` and `trusted` alone. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
type Part = Html | string | number | readonly Html[];

/** A template of markup: every value that is no markup itself is escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(
    texts.map((text, at) => (at === 0 ? text : written(parts[at - 1] ?? '') + text)).join(''),
  );
}

/** Markup from a renderer that escapes what it is given. */
export const trusted = (markup: string): Html => new Html(markup);

/** A table; numbers stand right. */
export function htmlTable(
  heads: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
): Html {
  const cell = (value: string | number | Html): Html =>
    typeof value === 'number' ? html`<td class="number">${value}</td>` : html`<td>${value}</td>`;
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(cell)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
