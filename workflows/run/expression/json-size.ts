import type { Json } from '../../../dsl/plan/json.ts';
import type { BoundExpression } from '../../protocol/value.ts';

/** Sizes of objects and lists seen before: large values are shared by many inputs. */
const sizes = new WeakMap<object, number>();

/** Bytes of a value's JSON text in UTF-8, near enough: escapes count as one. */
export function jsonSize(value: Json): number {
  if (typeof value === 'string') return textSize(value) + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const before = sizes.get(value);
  if (before !== undefined) return before;
  let size = 2;
  for (const [key, each] of Object.entries(value)) {
    size += jsonSize(each) + 1 + (Array.isArray(value) ? 0 : textSize(key) + 3);
  }
  sizes.set(value, size);
  return size;
}

/** Bytes of a bound expression's JSON text, near enough. */
export function boundSize(bound: BoundExpression): number {
  switch (bound.kind) {
    case 'literal':
      return 28 + jsonSize(bound.value);
    case 'absent':
      return 18;
    case 'blob':
      return 140 + jsonSize(bound.path);
    case 'instance':
      return 48 + textSize(bound.instance) + jsonSize(bound.path);
    case 'list':
      return bound.items.reduce((sum, item) => sum + 1 + boundSize(item), 26);
    case 'object':
      return Object.entries(bound.fields).reduce(
        (sum, [key, field]) => sum + textSize(key) + 4 + boundSize(field),
        28,
      );
    case 'template':
      return bound.values.reduce(
        (sum, value) => sum + 1 + boundSize(value),
        jsonSize(bound.text) + 40,
      );
    case 'call':
      return bound.args.reduce((sum, arg) => sum + 1 + boundSize(arg), jsonSize(bound.path) + 60);
  }
}

function textSize(text: string): number {
  let size = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // A surrogate pair is four bytes for two units; other units above 0x7ff are three bytes each.
    if (unit > 0x7f) size += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return size;
}
