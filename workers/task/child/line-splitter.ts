import { StringDecoder } from 'node:string_decoder';

/** A line without an end is cut here, so that a stream of megabytes without a break stays bounded. */
const MAX_LINE_CHARS = 32 * 1024;

/** Cuts a byte stream into lines of text; characters may span its chunks. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #line: (text: string) => void;
  #rest = '';

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    while (this.#rest.length > MAX_LINE_CHARS) {
      this.#line(this.#rest.slice(0, MAX_LINE_CHARS));
      this.#rest = this.#rest.slice(MAX_LINE_CHARS);
    }
  }

  /** Gives out a last line that has no end. */
  end(): void {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }
}
