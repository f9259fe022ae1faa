import type { Pipeline } from '../preprocess/pipeline.ts';
import { checkEstimator } from './check-estimator.ts';
import type { Model } from './model.ts';
import {
  count,
  ensure,
  finite,
  flag,
  list,
  oneOf,
  record,
  taggedBy,
  text,
  type Check,
} from './shape.ts';

const classLabel: Check<number | string> = (value, place) =>
  typeof value === 'string' ? value : finite(value, place);

const pipelineShape = record(
  {
    inputs: list(
      taggedBy('type', {
        number: record(
          {
            ...{ type: oneOf('number'), name: text, indicator: flag },
            shift: finite,
            scale: finite,
          },
          { fill: finite },
        ),
        text: record({
          ...{ type: oneOf('text'), name: text, fill: text },
          encode: oneOf('one_hot', 'ordinal'),
          categories: list(text),
        }),
      }),
    ),
    features: list(text),
    fittedRows: count,
  },
  { selected: list(count) },
);

const modelShape = record({
  task: oneOf('classification', 'regression', 'clustering', 'outlier_detection'),
  pipeline: pipelineShape,
  classes: list(classLabel),
  estimator: (value: unknown) => value,
});

/**
 * A model out of a file, which may come from anywhere: every field is there and of its type, and
 * the parts fit each other.
 * @throws Error naming the place of the first fault.
 */
export function checkModel(value: unknown): Model {
  const found = modelShape(value, 'model');
  checkPipeline(found.pipeline);
  const { task, classes } = found;
  ensure(new Set(classes).size === classes.length, 'a class is there twice');
  ensure(
    task === 'classification' ? classes.length > 0 : classes.length === 0,
    `${classes.length} classes for ${task}`,
  );
  const width = found.pipeline.features.length;
  const estimator = checkEstimator(found.estimator, width, classes.length);
  return { ...found, estimator };
}

/** Names, categories and the selection of a pipeline fit each other. */
function checkPipeline({ inputs, selected, features }: Pipeline): void {
  ensure(new Set(inputs.map(({ name }) => name)).size === inputs.length, 'an input is there twice');
  let made = 0;
  for (const input of inputs) {
    if (input.type === 'number') {
      ensure(input.scale !== 0, `the scale of "${input.name}" is 0`);
      made += input.indicator ? 2 : 1;
      continue;
    }
    const { categories, name } = input;
    ensure(
      new Set(categories).size === categories.length,
      `a category of "${name}" is there twice`,
    );
    made += input.encode === 'ordinal' ? 1 : categories.length;
  }
  ensure(
    (selected ?? []).every((at, i) => at < made && (i === 0 || at > (selected?.[i - 1] ?? 0))),
    'the selection is of columns that are not there, or not ascending',
  );
  ensure(features.length === (selected?.length ?? made), 'the names fit another number of columns');
}
