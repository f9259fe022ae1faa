import type { Model } from '../model/model.ts';
import type { NumberInput, TextInput } from '../preprocess/pipeline.ts';
import { FEATURES, modelInputs, numberInputs, textInputs } from './model-signature.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/**
 * Adds a fitted pipeline: fill, mark, shift and scale of the numbers together, a column or a column
 * a category for each text, then the order of the pipeline and its selection. Every step is the
 * one that the trainer takes, in single precision (P2). Returns the name of the matrix.
 */
export function addPipeline(graph: OnnxGraph, model: Model): string {
  const numbers = numberInputs(model);
  const parts: Part[] = [];
  if (numbers.length > 0) parts.push(...addNumbers(graph, numbers));
  const tensors = new Map(modelInputs(model).map(({ column, tensor }) => [column, tensor]));
  for (const input of textInputs(model)) {
    parts.push(addText(graph, input, tensors.get(input.name) ?? input.name));
  }
  const values = parts.map(({ value }) => value);
  const [first = FEATURES] = values;
  const all = values.length < 2 ? first : graph.add('Concat', values, { axis: { int: 1 } });
  const made = parts.flatMap(({ columns }) => columns);
  const wanted = wantedColumns(model);
  if (wanted.every((key, at) => key === made[at]) && wanted.length === made.length) return all;
  const places = new Map(made.map((key, at) => [key, at]));
  const order = wanted.map((key) => places.get(key) ?? 0);
  return graph.add('Gather', [all, graph.integers('kept', order)], { axis: { int: 1 } });
}

/** A stretch of columns in the graph; each column by a key that is its own. */
interface Part {
  readonly value: string;
  readonly columns: readonly string[];
}
const key = (kind: 'n' | 'm' | 't', name: string, at = 0): string =>
  JSON.stringify([kind, name, at]);

function addNumbers(graph: OnnxGraph, inputs: readonly NumberInput[]): Part[] {
  const row = (stem: string, values: readonly number[]): string =>
    graph.floats(stem, [inputs.length], values);
  let value = FEATURES;
  const parts: Part[] = [];
  if (inputs.some(({ fill, indicator }) => fill !== undefined || indicator)) {
    const missing = graph.add('IsNaN', [value]);
    const fills = row('fill', inputs.map(({ fill }) => fill ?? NaN)); // prettier-ignore
    value = graph.add('Where', [missing, fills, value]);
    parts.push({
      value: graph.cast(missing, 'float'),
      columns: inputs.map(({ name }) => key('m', name)),
    });
  }
  if (inputs.some(({ shift }) => shift !== 0)) {
    value = graph.add('Sub', [value, row('mean', inputs.map(({ shift }) => shift))]); // prettier-ignore
  }
  if (inputs.some(({ scale }) => scale !== 1)) {
    value = graph.add('Div', [value, row('scale', inputs.map(({ scale }) => scale))]); // prettier-ignore
  }
  const marks = inputs.some(({ indicator }) => indicator) ? parts : [];
  return [{ value, columns: inputs.map(({ name }) => key('n', name)) }, ...marks];
}

/**
 * A text's place among the categories, -1 for others. An empty text is a missing one, because a
 * tensor of texts has no other word for it, unless it is a category itself.
 */
function addText(graph: OnnxGraph, input: TextInput, tensor: string): Part {
  const { categories, fill, encode, name } = input;
  const missing = categories.indexOf(fill);
  const known = categories.includes('') ? [] : [''];
  const places = [...categories.keys(), ...known.map(() => missing)];
  const keys = { keys_strings: { texts: [...categories, ...known] } };
  const encodeAs = (attributes: Parameters<OnnxGraph['add']>[2]): string => {
    const call = { operator: 'LabelEncoder', domain: 'ai.onnx.ml', inputs: [tensor], results: 1 };
    const [found = ''] = graph.addMany({ ...call, attributes: { ...keys, ...attributes } });
    return found;
  };
  if (encode === 'ordinal') {
    const value = encodeAs({ values_floats: { floats: places }, default_float: { float: -1 } });
    return { value, columns: [key('t', name)] };
  }
  const place = encodeAs({ values_int64s: { ints: places }, default_int64: { int: -1 } });
  const all = graph.integers('places', [...categories.keys()]);
  const value = graph.cast(graph.add('Equal', [place, all]), 'float');
  return { value, columns: categories.map((_, at) => key('t', name, at)) };
}

function wantedColumns({ pipeline }: Model): readonly string[] {
  const all = pipeline.inputs.flatMap((input) => {
    if (input.type === 'number') {
      return [key('n', input.name), ...(input.indicator ? [key('m', input.name)] : [])];
    }
    const { name, encode, categories } = input;
    return encode === 'ordinal' ? [key('t', name)] : categories.map((_, at) => key('t', name, at));
  });
  return pipeline.selected?.map((at) => all[at] ?? '') ?? all;
}
