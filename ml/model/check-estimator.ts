import type { Matrix } from '../data/matrix.ts';
import { planNetwork, weightShapes } from '../neural/network-plan.ts';
import type { NetworkSpec } from '../neural/network-spec.ts';
import type { NeuralNetwork } from '../neural/neural-network.ts';
import type { Estimator } from './estimator.ts';
import { checkTree } from './check-tree.ts';
import {
  count,
  ensure,
  finite,
  float32,
  float64,
  int32,
  list,
  objectAt,
  oneOf,
  record,
  taggedBy,
  type Check,
} from './shape.ts';

const calibration = record({ slope: float64, offset: float64 });
const treeShape = { feature: int32, threshold: float32, left: int32, right: int32 };
const matrix = record({ rows: count, columns: count, values: float32 });
const decrease = { decrease: float64 };
const valueTree = record({ ...treeShape, value: float64 }, decrease);
const anything: Check<unknown> = (value) => value;

const logistic = record({ features: count, classes: count, weights: float64, bias: float64 });
const linear = record({ weights: float64, intercept: finite });
const linearMachine = record({
  ...{ features: count, classes: count, weights: float64, bias: float64, calibration },
});
const kernelMachine = record({
  ...{ features: count, classes: count, gamma: finite, vectors: float32, vectorsOfClass: int32 },
  ...{ coefficients: float64, rho: float64, calibration },
});
const nearest = record({
  data: record({ features: matrix, labels: int32, classes: list(finite) }),
  neighbours: count,
  weights: oneOf('uniform', 'distance'),
});
const nearestRegression = record({
  ...{ features: matrix, targets: float64, neighbours: count },
  weights: oneOf('uniform', 'distance'),
});
const forest = record({
  features: count,
  classes: count,
  trees: list(record({ ...treeShape, probabilities: float32 }, decrease)),
});
const regressionForest = record({ features: count, trees: list(valueTree) });
const boosting = record({
  kind: oneOf('regression', 'classification'),
  outputs: count,
  baseline: float64,
  rounds: list(list(valueTree)),
});
const means = record({
  ...{ centres: float64, clusters: count, columns: count, inertia: finite, iterations: count },
});
const isolationForest = record({
  features: count,
  sampleRows: count,
  trees: list(record({ ...treeShape, pathLength: float64 }, decrease)),
});
const network = record({
  spec: anything,
  features: count,
  outputs: count,
  weights: list(float32),
});

const shape = taggedBy('kind', {
  logistic: record({ kind: oneOf('logistic'), parameters: logistic }),
  linear: record({ kind: oneOf('linear'), linear }),
  linear_svm: record({ kind: oneOf('linear_svm'), machine: linearMachine }),
  rbf_svm: record({ kind: oneOf('rbf_svm'), machine: kernelMachine }),
  nearest: record({ kind: oneOf('nearest'), nearest }),
  nearest_regression: record({ kind: oneOf('nearest_regression'), nearest: nearestRegression }),
  forest: record({ kind: oneOf('forest'), forest }),
  regression_forest: record({ kind: oneOf('regression_forest'), forest: regressionForest }),
  boosting: record({ kind: oneOf('boosting'), boosting }),
  k_means: record({ kind: oneOf('k_means'), means }),
  isolation_forest: record({ kind: oneOf('isolation_forest'), forest: isolationForest }),
  neural_net: record({ kind: oneOf('neural_net'), network }),
});

/**
 * An estimator out of a file: its shape, and that its parts fit each other, so that running it
 * neither reads behind an array nor walks a tree for ever.
 *
 * @param features columns that the pipeline makes
 * @param classes of the model; 0 unless it is a classifier
 * @throws Error naming the place of the first fault.
 */
export function checkEstimator(value: unknown, features: number, classes: number): Estimator {
  const found = shape(value, 'estimator');
  switch (found.kind) {
    case 'logistic': {
      const { parameters: p } = found;
      ensure(p.features === features && p.classes === classes, 'the weights fit other columns');
      ensure(p.weights.length === features * classes, 'weights are missing');
      ensure(p.bias.length === classes, 'the bias is of another length');
      return found;
    }
    case 'linear':
      ensure(found.linear.weights.length === features, 'the weights fit other columns');
      return found;
    case 'linear_svm':
      checkLinearMachine(found.machine, features, classes);
      return found;
    case 'rbf_svm':
      checkKernelMachine(found.machine, features, classes);
      return found;
    case 'nearest':
      checkNearest(found.nearest, features, classes);
      return found;
    case 'nearest_regression':
      checkKeptRows(found.nearest.features, found.nearest.neighbours, features);
      ensure(found.nearest.targets.length === found.nearest.features.rows, 'targets are missing');
      return found;
    case 'k_means': {
      const { centres, clusters, columns } = found.means;
      ensure(columns === features && clusters > 0, 'the centres fit other columns');
      ensure(centres.length === clusters * columns, 'centres are missing');
      return found;
    }
    case 'neural_net':
      return { kind: 'neural_net', network: checkNetwork(found.network, features, classes) };
    default:
      checkTrees(found, features, classes);
      return found;
  }
}

type Of<K extends Estimator['kind']> = Extract<Estimator, { readonly kind: K }>;

function checkLinearMachine(
  machine: Of<'linear_svm'>['machine'],
  features: number,
  classes: number,
): void {
  ensure(machine.features === features && machine.classes === classes, 'it fits other columns');
  ensure(machine.weights.length === classes * features, 'weights are missing');
  const { slope, offset } = machine.calibration;
  const lengths = [machine.bias.length, slope.length, offset.length];
  ensure(
    lengths.every((length) => length === classes),
    'bias or calibration is of another length',
  );
}

function checkKernelMachine(
  machine: Of<'rbf_svm'>['machine'],
  features: number,
  classes: number,
): void {
  ensure(machine.features === features && machine.classes === classes, 'it fits other columns');
  const vectors = machine.vectorsOfClass.reduce((sum, each) => sum + Math.max(0, each), 0);
  ensure(machine.vectorsOfClass.length === classes, 'vectorsOfClass is of another length');
  ensure(
    machine.vectorsOfClass.every((each) => each >= 0),
    'vectorsOfClass is negative',
  );
  ensure(machine.vectors.length === vectors * features, 'support vectors are missing');
  ensure(machine.coefficients.length === vectors * (classes - 1), 'coefficients are missing');
  ensure(machine.rho.length === (classes * (classes - 1)) / 2, 'rho is of another length');
  const { slope, offset } = machine.calibration;
  ensure(slope.length === classes && offset.length === classes, 'calibration is missing');
}

function checkNearest(model: Of<'nearest'>['nearest'], features: number, classes: number): void {
  const { data, neighbours } = model;
  checkKeptRows(data.features, neighbours, features);
  ensure(data.classes.length === classes, 'the rows kept are of other classes');
  ensure(data.labels.length === data.features.rows, 'labels are missing');
  ensure(
    data.labels.every((label) => label >= 0 && label < classes),
    'a label is of no class',
  );
}

function checkKeptRows(
  { rows, columns, values }: Matrix,
  neighbours: number,
  features: number,
): void {
  ensure(columns === features, 'the rows kept have other columns');
  ensure(values.length === rows * features, 'rows are missing');
  ensure(neighbours >= 1 && neighbours <= rows, 'neighbours are more than rows');
}

type TreeEstimator = Of<'forest' | 'regression_forest' | 'boosting' | 'isolation_forest'>;

function checkTrees(found: TreeEstimator, features: number, classes: number): void {
  switch (found.kind) {
    case 'forest':
      ensure(found.forest.features === features, 'the forest fits other columns');
      ensure(found.forest.classes === classes, 'the forest knows other classes');
      for (const tree of found.forest.trees) {
        checkTree(tree, features, tree.probabilities.length, classes);
      }
      break;
    case 'regression_forest':
      ensure(found.forest.features === features, 'the forest fits other columns');
      for (const tree of found.forest.trees) checkTree(tree, features, tree.value.length, 1);
      break;
    case 'isolation_forest':
      ensure(found.forest.features === features, 'the forest fits other columns');
      for (const tree of found.forest.trees) checkTree(tree, features, tree.pathLength.length, 1);
      break;
    case 'boosting': {
      const { outputs, baseline, rounds } = found.boosting;
      const wanted = classes > 2 ? classes : 1;
      ensure(outputs === wanted && baseline.length === outputs, 'outputs do not fit the classes');
      ensure((found.boosting.kind === 'classification') === classes > 0, 'it is of another task');
      for (const trees of rounds) {
        ensure(trees.length === outputs, 'a round has too few trees');
        for (const tree of trees) checkTree(tree, features, tree.value.length, 1);
      }
      return;
    }
  }
  ensure(found.forest.trees.length > 0, 'the forest has no tree');
}

function checkNetwork(
  found: Omit<NeuralNetwork, 'spec'> & { readonly spec: unknown },
  features: number,
  classes: number,
): NeuralNetwork {
  ensure(found.features === features, 'the network fits other columns');
  ensure(found.outputs === Math.max(1, classes), 'the network knows other classes');
  const spec = objectAt(found.spec, 'network.spec') as NetworkSpec; // planned in the next line
  const isRegression = spec.objective?.kind === 'regression';
  ensure(isRegression === (classes === 0), 'the network is of another task');
  // The plan refuses layers that do not follow from each other; the weights must be the plan's.
  const shapes = weightShapes(planNetwork(spec, found.outputs));
  ensure(shapes.length === found.weights.length, 'the network has too few or too many weights');
  shapes.forEach((sides, at) => {
    const size = sides.reduce((all, side) => all * side, 1);
    ensure(found.weights[at]?.length === size, `weights ${at} of the network are of another size`);
  });
  return { ...found, spec };
}
