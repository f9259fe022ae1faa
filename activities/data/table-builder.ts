import type { Column, Table } from '../../ml/data/table.ts';
import type { ColumnType } from './dataset-ref.ts';

interface NamedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * Collects rows column by column: numbers in typed arrays that double when they are full, so that
 * a large table never is an object a row.
 */
export class TableBuilder {
  readonly #parts: readonly (GrowingNumbers | (string | null)[])[];
  readonly #schema: readonly NamedColumn[];
  #rows = 0;

  constructor(schema: readonly NamedColumn[]) {
    this.#schema = schema;
    this.#parts = schema.map(({ type }) => (type === 'text' ? [] : new GrowingNumbers()));
  }

  get rows(): number {
    return this.#rows;
  }

  /** Adds a row; `valueAt` gives the schema's columns, null for what is missing. */
  add(valueAt: (column: number) => number | string | null): void {
    this.#parts.forEach((part, column) => {
      const value = valueAt(column);
      if (part instanceof GrowingNumbers) part.push(value === null ? NaN : Number(value));
      else part.push(value === null ? null : String(value));
    });
    this.#rows += 1;
  }

  build(): Table {
    const columns = this.#schema.map(({ name, type }, at): Column => {
      const part = this.#parts[at] ?? [];
      if (part instanceof GrowingNumbers) {
        return { name, type: type === 'integer' ? 'integer' : 'number', values: part.taken() };
      }
      return { name, type: 'text', values: part };
    });
    return { rows: this.#rows, columns };
  }
}

class GrowingNumbers {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  taken(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}
