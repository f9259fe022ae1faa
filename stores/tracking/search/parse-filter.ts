import { invalid } from '../tracking-error.ts';
import { tokensOf, type Token } from './token.ts';

/**
 * MLflow's filters: comparisons joined by AND. There is no OR, and no parenthesis but around a list.
 *
 *   filter     = comparison { "AND" comparison }
 *   comparison = field operator value | field [ "NOT" ] "IN" "(" string { "," string } ")"
 *              | field "IS" [ "NOT" ] "NULL"
 *   field      = [ entity "." ] key              a key may stand in back-ticks or double quotes
 *   operator   = "=" | "!=" | ">" | ">=" | "<" | "<=" | "LIKE" | "ILIKE"
 *   value      = string | number
 */
export type Operator =
  | '='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'LIKE'
  | 'ILIKE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL';

export interface Field {
  /** `params`, `tags`, …; empty when none was written. */
  readonly entity: string;
  readonly key: string;
}
export interface Comparison extends Field {
  readonly operator: Operator;
  /** A list for IN, nothing for IS NULL. */
  readonly value: string | number | readonly string[] | undefined;
}
export interface Ordering extends Field {
  readonly ascending: boolean;
}

const MAX_COMPARISONS = 100;

/** Parses a filter; an empty one has no comparisons. @throws TrackingError INVALID_PARAMETER_VALUE */
export function parseFilter(filter: string): readonly Comparison[] {
  const reader = new Reader(tokensOf(filter), filter);
  const comparisons: Comparison[] = [];
  while (!reader.done) {
    if (comparisons.length > 0) reader.expectWord('AND');
    comparisons.push(comparisonFrom(reader));
    if (comparisons.length > MAX_COMPARISONS) throw invalid('A filter has too many comparisons.');
  }
  return comparisons;
}

/** Parses one entry of an `order_by`: a field, then ASC (default) or DESC. */
export function parseOrdering(text: string): Ordering {
  const reader = new Reader(tokensOf(text), text);
  const field = reader.field();
  const ascending = !reader.takeWord('DESC');
  if (ascending) reader.takeWord('ASC');
  if (!reader.done) throw invalid(`Invalid order_by clause ${JSON.stringify(text)}.`);
  return { ...field, ascending };
}

function comparisonFrom(reader: Reader): Comparison {
  const field = reader.field();
  if (reader.takeWord('IS')) {
    const not = reader.takeWord('NOT');
    reader.expectWord('NULL');
    return { ...field, operator: not ? 'IS NOT NULL' : 'IS NULL', value: undefined };
  }
  if (reader.takeWord('NOT')) {
    reader.expectWord('IN');
    return { ...field, operator: 'NOT IN', value: reader.list() };
  }
  if (reader.takeWord('IN')) return { ...field, operator: 'IN', value: reader.list() };
  return { ...field, operator: reader.operator(), value: reader.value() };
}

const SYMBOLS: { readonly [text: string]: Operator } = {
  ...{ '=': '=', '!=': '!=', '<>': '!=', '>': '>', '>=': '>=', '<': '<', '<=': '<=' },
};

class Reader {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #at = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.#unexpected(`"${word}"`);
  }

  field(): Field {
    const token = this.#next();
    // A key may be quoted as a whole: `"run name"`.
    if (token?.kind === 'string') return { entity: '', key: token.text };
    if (token?.kind !== 'word') throw this.#unexpected('a field', -1);
    return fieldOf(token.text);
  }

  operator(): Operator {
    if (this.takeWord('LIKE')) return 'LIKE';
    if (this.takeWord('ILIKE')) return 'ILIKE';
    const token = this.#next();
    const operator = token?.kind === 'symbol' ? SYMBOLS[token.text] : undefined;
    if (operator === undefined) throw this.#unexpected('a comparison', -1);
    return operator;
  }

  value(): string | number {
    const token = this.#next();
    if (token?.kind === 'string') return token.text;
    if (token?.kind === 'number') return token.value;
    throw this.#unexpected('a quoted text or a number', -1);
  }

  list(): readonly string[] {
    this.#symbol('(');
    const values: string[] = [];
    do {
      const token = this.#next();
      if (token?.kind !== 'string') throw this.#unexpected('a quoted text', -1);
      values.push(token.text);
    } while (this.#takeSymbol(','));
    this.#symbol(')');
    return values;
  }

  #symbol(text: string): void {
    if (!this.#takeSymbol(text)) throw this.#unexpected(`"${text}"`);
  }

  #takeSymbol(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #unexpected(wanted: string, back = 0): Error {
    const token = this.#tokens[this.#at + back];
    const found = token === undefined ? 'its end' : JSON.stringify(textOf(token));
    return invalid(
      `Invalid clause(s) in filter string ${JSON.stringify(this.#text.slice(0, 200))}: ` +
        `expected ${wanted}, found ${found}.`,
    );
  }
}

function textOf(token: Token): string {
  return token.kind === 'number' ? String(token.value) : token.text;
}

/** The first dot outside of quotes divides entity and key. */
function fieldOf(text: string): Field {
  const match = /^(?:([^`".]+|`[^`]*`)\.)?(.+)$/u.exec(text);
  return { entity: unquoted(match?.[1] ?? ''), key: unquoted(match?.[2] ?? text) };
}

function unquoted(text: string): string {
  return /^`[^`]*`$|^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}
