/**
 * The little XML that S3 answers with: flat elements without attributes of interest, whose names
 * do not nest in themselves. Keys hold no control characters, so all of them can be written in XML.
 */

/** The inner text of every element of this name. */
export function xmlElements(text: string, name: string): readonly string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The text of the first element of this name, with its entities decoded. */
export function xmlValue(text: string, name: string): string | undefined {
  const found = xmlElements(text, name)[0];
  return found?.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);/g, decoded);
}

/** Text that may stand in an element. */
export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decoded(whole: string, entity: string): string {
  if (!entity.startsWith('#')) return NAMED.get(entity) ?? whole;
  const code = entity.startsWith('#x') ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
