import path from 'node:path';
import { z } from 'zod';
import { dag } from 'perdure';
import {
  DatasetRef,
  exportOnnx,
  FileRef,
  ingestCsv,
  packageOnnx,
  pythonTask,
  registerModel,
  split,
  trainForest,
} from 'perdure/tasks';

const DATA = path.resolve(import.meta.dirname, '../digits-lifecycle/data/digits.csv');
const pixels = Array.from({ length: 64 }, (_, i) => `pixel_${Math.floor(i / 8)}_${i % 8}`);
const schema = [...pixels, 'label'].map((name) => ({ name, type: 'integer' as const }));
const Trained = z.object({
  file: FileRef,
  expected: FileRef,
  columns: z.array(z.string()),
  classes: z.array(z.int()),
  accuracy: z.number(),
});

/** Where scikit-learn is: see README.md. */
const python = process.env['EXAMPLE_PYTHON'] ?? path.join(import.meta.dirname, '.venv/bin/python');

const trainInPython = pythonTask({
  name: 'train_in_python',
  script: new URL('train.py', import.meta.url),
  python,
  input: z.object({
    train: DatasetRef,
    validation: DatasetRef,
    target: z.string(),
    trees: z.int().positive(),
    seed: z.int(),
  }),
  output: Trained,
  timeout: '30m',
});

const summarize = pythonTask({
  name: 'summarize',
  script: new URL('summarize.py', import.meta.url),
  input: z.object({ data: DatasetRef }),
  output: z.object({
    columns: z.record(z.string(), z.object({ mean: z.number(), deviation: z.number() })),
  }),
});

const params = {
  trees: z.int().positive().default(100),
  /** Reads only the first rows, for quick trials. */
  sampleRows: z.int().min(100).optional(),
};

/** A random forest of scikit-learn's and one of ours, trained, packaged and registered side by side. */
export const pythonForest = dag(
  { id: 'python-forest', tags: ['example', 'python'], params },
  ({ params: { trees, sampleRows } }) => {
    const raw = ingestCsv({ url: DATA, schema, sampleRows });
    const { train, validation, holdout } = split({ data: raw, validationShare: 0.25 });

    const theirs = trainInPython({ train, validation, target: 'label', trees, seed: 7 });
    const packaged = packageOnnx({
      ...{ file: theirs.file, expected: theirs.expected, name: 'digits-forest' },
      ...{ kind: 'sklearn.RandomForestClassifier', train, data: validation },
      ...{ columns: theirs.columns, classes: theirs.classes },
    });
    const theirVersion = registerModel(
      { model: packaged.model, metrics: packaged.metrics, tags: { made_by: 'scikit-learn' } },
      { id: 'register_theirs' },
    );

    const ours = trainForest({ train, validation, trees });
    const exported = exportOnnx({ candidate: ours, holdout, name: 'digits-forest' });
    const ourVersion = registerModel(
      { model: exported, metrics: ours.validation.metrics, tags: { made_by: 'perdure' } },
      // One after the other, so that the numbers of the versions are always the same.
      { id: 'register_ours', after: theirVersion },
    );
    return {
      theirs: { version: theirVersion.version, metrics: packaged.metrics },
      ours: { version: ourVersion.version, metrics: ours.validation.metrics },
    };
  },
);

/** Plain Python, without a package. */
export const pythonSummary = dag(
  { id: 'python-summary', tags: ['example', 'python'], params },
  (dag) => summarize({ data: ingestCsv({ url: DATA, schema, sampleRows: dag.params.sampleRows }) }),
);
