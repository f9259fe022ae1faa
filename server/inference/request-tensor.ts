import { Problem } from '../problem/problem.ts';
import { dataTypeName, dataTypeOf, ElementFault, type DataType } from './data-type.ts';
import type { InferenceLimits } from './limits.ts';
import type { ModelFacts, ValueFacts, WireTensor } from './session-message.ts';

/** An input as the Open Inference Protocol writes it. */
export interface RequestTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly unknown[];
}

const MAX_ELEMENTS = 16_000_000;

/**
 * The tensors of a request, checked against what the model takes: every input once, its data type,
 * its shape, its number of elements, each element's value. Every fault names the input.
 * @throws Problem INVALID_TENSOR.
 */
export function readTensors(
  facts: ModelFacts,
  inputs: readonly RequestTensor[],
  limits: Pick<InferenceLimits, 'batch'>,
): { readonly [name: string]: WireTensor } {
  const known = new Map(facts.inputs.map((input) => [input.name, input]));
  const tensors = new Map<string, WireTensor>();
  for (const input of inputs) {
    const wanted = known.get(input.name);
    if (wanted === undefined) throw unknownInput(input.name, [...known.keys()]);
    if (tensors.has(input.name)) throw fault(input.name, 'it is given twice');
    tensors.set(input.name, readTensor(wanted, input, limits.batch));
  }
  const missing = facts.inputs.find(({ name }) => !tensors.has(name));
  if (missing !== undefined) throw fault(missing.name, 'it is missing');
  return Object.fromEntries(tensors);
}

function readTensor(wanted: ValueFacts, input: RequestTensor, batch: number): WireTensor {
  const type = checkType(wanted, input);
  checkShape(wanted, input, batch);
  const length = input.shape.reduce((product, dim) => product * dim, 1);
  if (length > MAX_ELEMENTS) throw fault(input.name, `it has more than ${MAX_ELEMENTS} elements`);
  const data = type.allocate(length);
  const end = fill({ input, type, data, at: 0 }, input.data, 0);
  if (end !== length) {
    throw fault(
      input.name,
      `its shape [${input.shape.join(', ')}] has ${length} elements, its data ${end}`,
    );
  }
  return { type: type.runtime, dims: input.shape, data };
}

function checkType(wanted: ValueFacts, { name, datatype }: RequestTensor): DataType {
  const type = dataTypeOf(datatype);
  const expected = dataTypeName(wanted.type);
  if (type === undefined || datatype !== expected) {
    throw fault(name, `its datatype is ${JSON.stringify(datatype)}; expected "${expected}"`);
  }
  return type;
}

function checkShape({ name, shape }: ValueFacts, input: RequestTensor, batch: number): void {
  const expected = `[${shape.join(', ')}]`;
  const given = `[${input.shape.join(', ')}]`;
  const fits =
    shape.length === 0 ||
    (shape.length === input.shape.length &&
      shape.every((dim, index) => dim === -1 || dim === input.shape[index]));
  if (!fits) throw fault(name, `its shape is ${given}; expected ${expected}, where -1 is any`);
  if ((input.shape[0] ?? 1) > batch) {
    throw fault(name, `its batch is ${input.shape[0]}; at most ${batch} rows fit one request`);
  }
}

interface Filling {
  readonly input: RequestTensor;
  readonly type: DataType;
  readonly data: WireTensor['data'];
  at: number;
}

/** Data may be flat or nested as the shape is. @returns how many elements it held. */
function fill(filling: Filling, elements: readonly unknown[], depth: number): number {
  const { input, type, data } = filling;
  for (const element of elements) {
    if (Array.isArray(element)) {
      checkRow(input, element.length, depth + 1);
      fill(filling, element, depth + 1);
      continue;
    }
    const value = type.read(element);
    if (value instanceof ElementFault) {
      throw fault(
        input.name,
        `element ${filling.at} is ${shown(element)}; expected ${value.expected}`,
      );
    }
    // `allocate` and `read` of one data type belong together.
    if (filling.at < data.length) (data as unknown[])[filling.at] = value;
    filling.at += 1;
  }
  return filling.at;
}

function checkRow(input: RequestTensor, length: number, depth: number): void {
  const expected = input.shape[depth];
  if (expected === undefined) throw fault(input.name, 'its data is nested deeper than its shape');
  if (length !== expected) {
    throw fault(input.name, `a row of its data has ${length} elements; expected ${expected}`);
  }
}

function shown(element: unknown): string {
  return element === undefined ? 'nothing' : JSON.stringify(element).slice(0, 60);
}

function unknownInput(name: string, known: readonly string[]): Problem {
  const list = known.map((each) => `"${each}"`).join(', ');
  return fault(name.slice(0, 100), `the model has no such input. Its inputs: ${list}`);
}

function fault(input: string, what: string): Problem {
  return new Problem('INVALID_TENSOR', `Input "${input}": ${what}.`, {
    issues: [{ path: `inputs.${input}`, message: what, code: 'invalid_tensor' }],
  });
}
