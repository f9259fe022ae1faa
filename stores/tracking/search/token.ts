import { invalid } from '../tracking-error.ts';

/** A word of a filter or of an order. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'symbol'; readonly text: string };

// Sticky: each tries at one place of the text. None of them backtracks over more than one branch.
const BLANK = /\s+/y;
const STRING = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y;
const SYMBOL = /!=|<>|>=|<=|[=<>(),]/y;
/** `params.rate`, `` tags.`mlflow.source.name` ``, `metrics."a b"`. */
const WORD = /(?:[\p{L}\p{N}_/:-]|\.(?=[^\s"`])|\.?(?:`[^`]*`|"[^"]*"))+/uy;

const MAX_CHARS = 10_000;

/** Cuts a text into tokens. @throws TrackingError INVALID_PARAMETER_VALUE, with the place. */
export function tokensOf(text: string): readonly Token[] {
  if (text.length > MAX_CHARS) throw invalid(`A filter has at most ${MAX_CHARS} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = matchAt(BLANK, text, at);
    if (blank !== undefined) at += blank[0].length;
    if (at >= text.length) break;
    const [token, length] = tokenAt(text, at);
    tokens.push(token);
    at += length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): readonly [Token, number] {
  const string = matchAt(STRING, text, at);
  if (string !== undefined) {
    const inner = string[1]?.replaceAll("''", "'") ?? string[2]?.replaceAll('""', '"') ?? '';
    return [{ kind: 'string', text: inner }, string[0].length];
  }
  const number = matchAt(NUMBER, text, at);
  if (number !== undefined) {
    return [{ kind: 'number', value: Number(number[0]) }, number[0].length];
  }
  const symbol = matchAt(SYMBOL, text, at);
  if (symbol !== undefined) return [{ kind: 'symbol', text: symbol[0] }, symbol[0].length];
  const word = matchAt(WORD, text, at);
  if (word !== undefined) return [{ kind: 'word', text: word[0] }, word[0].length];
  throw invalid(
    `Invalid filter at character ${at + 1}: ${JSON.stringify(text.slice(at, at + 20))}.`,
  );
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
