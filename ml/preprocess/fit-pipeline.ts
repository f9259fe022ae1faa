import { throwFaults, type DataFault } from '../data/data-fault.ts';
import type { Table } from '../data/table.ts';
import { applyPipeline } from './apply-pipeline.ts';
import { featureColumns, specFaults } from './check-spec.ts';
import { fitNumber } from './fit-number.ts';
import { fitText } from './fit-text.ts';
import { madeColumns } from './pipeline-columns.ts';
import type { NumberInput, Pipeline, PipelineSpec, TextInput } from './pipeline.ts';
import { selectColumns } from './select-columns.ts';

/**
 * Learns a pipeline from the training rows.
 *
 * P1 All that it knows comes from the rows of `table`: give it the training part alone.
 * P3 The target is read by the selection only, and never becomes a feature.
 *
 * Text columns are encoded and numbers scaled with the defaults where the specification says
 * nothing of them.
 *
 * @throws DataFaultError with everything that is wrong with the specification, or else with every
 *   column that cannot be used, at once.
 */
export function fitPipeline(table: Table, spec: PipelineSpec): Pipeline {
  throwFaults(specFaults(table, spec));
  const inputs = fitInputs(table, spec);
  const made = inputs.flatMap(madeColumns);
  const whole: Pipeline = {
    inputs,
    features: made.map(({ name }) => name),
    fittedRows: table.rows,
  };
  if (spec.select === undefined) return whole;
  const features = applyPipeline(whole, table);
  const selected = selectColumns({ features, made, table, select: spec.select, spec });
  return { ...whole, selected, features: selected.map((at) => whole.features[at] ?? '') };
}

function fitInputs(table: Table, spec: PipelineSpec): (NumberInput | TextInput)[] {
  const faults: DataFault[] = [];
  const inputs: (NumberInput | TextInput)[] = [];
  for (const name of featureColumns(table, spec)) {
    const column = table.columns.find((one) => one.name === name);
    if (column === undefined) continue;
    const fitted =
      column.type === 'text'
        ? fitText(column, spec.categorical ?? {})
        : fitNumber(column, spec.numeric ?? {});
    if ('fault' in fitted) faults.push(fitted.fault);
    else inputs.push(fitted.input);
  }
  throwFaults(faults);
  return inputs;
}
