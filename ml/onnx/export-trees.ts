import type { GradientBoosting } from '../boosting/gradient-boosting.ts';
import type { IsolationForest } from '../isolation/isolation-forest.ts';
import { expectedPath } from '../isolation/isolation-tree.ts';
import type { RandomForest } from '../trees/random-forest.ts';
import type { TreeShape } from '../trees/find-leaf.ts';
import type { RegressionForest } from '../trees/regression-forest.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** A tree with what each of its leaves adds to each target; zeros may be left out. */
interface WeighedTree {
  readonly tree: TreeShape;
  readonly adds: (leaf: number) => readonly (readonly [target: number, weight: number])[];
}

/** Adds class probabilities [N, k], each leaf giving its own, divided by the number of trees. */
export function addForest(graph: OnnxGraph, forest: RandomForest, features: string): string {
  const { classes, trees } = forest;
  const classList = Array.from({ length: classes }, (_, c) => c);
  return addTreeSums(graph, features, new Float64Array(classes), {
    trees: trees.map((tree) => ({
      tree,
      adds: (leaf) => {
        const share = (c: number): number => tree.probabilities[leaf * classes + c] ?? 0;
        return classList.filter((c) => share(c) !== 0).map((c) => [c, share(c) / trees.length]);
      },
    })),
  });
}

/** Adds the mean of the trees, [N, 1]. */
export function addRegressionForest(
  graph: OnnxGraph,
  { trees }: RegressionForest,
  features: string,
): string {
  return addTreeSums(graph, features, [0], {
    trees: trees.map((tree) => ({
      tree,
      adds: (leaf) => [[0, (tree.value[leaf] ?? 0) / trees.length]],
    })),
  });
}

/** Adds raw scores [N, outputs]: the baseline and every round's trees. */
export function addBoostedScores(
  graph: OnnxGraph,
  { baseline, rounds }: GradientBoosting,
  features: string,
): string {
  const trees = rounds.flatMap((round) =>
    round.map((tree, output): WeighedTree => ({
      tree,
      adds: (leaf) => [[output, tree.value[leaf] ?? 0]],
    })),
  );
  return addTreeSums(graph, features, baseline, { trees });
}

/** Adds class probabilities of boosting, [N, k]. */
export function addBoosting(graph: OnnxGraph, model: GradientBoosting, features: string): string {
  const scores = addBoostedScores(graph, model, features);
  if (model.outputs > 1) return graph.add('Softmax', [scores], { axis: { int: 1 } });
  // Both by a sigmoid of their own: 1 - p has no digits left where p is nearly 1.
  const both = [graph.add('Sigmoid', [graph.add('Neg', [scores])]), graph.add('Sigmoid', [scores])];
  return graph.add('Concat', both, { axis: { int: 1 } });
}

/** Adds the strangeness of rows, [N, 1]: 2^(-mean path / usual path), 0.5 where no path is usual. */
export function addIsolationForest(
  graph: OnnxGraph,
  { trees, sampleRows }: IsolationForest,
  features: string,
): string {
  const usual = expectedPath(sampleRows) * trees.length;
  const powers = addTreeSums(graph, features, [usual === 0 ? -1 : 0], {
    trees: trees.map((tree) => ({
      tree,
      adds: (leaf) => [[0, usual === 0 ? 0 : -(tree.pathLength[leaf] ?? 0) / usual]],
    })),
  });
  return graph.add('Pow', [graph.floats('two', [1], [2]), powers]);
}

/**
 * Sums over trees by ONNX-ML's TreeEnsembleRegressor with doubles, so that the order in which the
 * runtime adds them up shows in no digit of the answer. Features and thresholds are single precision
 * widened, so that `x <= threshold` means what it means to the trainer.
 *
 * @param base what the sum begins with; one a target
 * @returns [N, targets], single precision
 */
function addTreeSums(
  graph: OnnxGraph,
  features: string,
  base: ArrayLike<number>,
  { trees }: { readonly trees: readonly WeighedTree[] },
): string {
  const nodes = listNodes(trees.map(({ tree }) => tree));
  const leaves = listLeaves(trees);
  const zeros = new Array<number>(nodes.ids.length).fill(0);
  const [sums = ''] = graph.addMany({
    operator: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    inputs: [graph.cast(features, 'double')],
    results: 1,
    attributes: {
      n_targets: { int: base.length },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      base_values_as_tensor: { doubles: base },
      nodes_treeids: { ints: nodes.trees },
      nodes_nodeids: { ints: nodes.ids },
      nodes_featureids: { ints: nodes.features },
      nodes_modes: { texts: nodes.modes },
      nodes_values_as_tensor: { doubles: nodes.thresholds },
      nodes_truenodeids: { ints: nodes.lefts },
      nodes_falsenodeids: { ints: nodes.rights },
      nodes_missing_value_tracks_true: { ints: zeros },
      target_treeids: { ints: leaves.trees },
      target_nodeids: { ints: leaves.nodes },
      target_ids: { ints: leaves.targets },
      target_weights_as_tensor: { doubles: leaves.weights },
    },
  });
  return sums;
}

function listNodes(trees: readonly TreeShape[]) {
  const lists = {
    ...{ trees: [] as number[], ids: [] as number[], features: [] as number[] },
    ...{ modes: [] as string[], thresholds: [] as number[] },
    ...{ lefts: [] as number[], rights: [] as number[] },
  };
  trees.forEach((tree, treeId) => {
    tree.feature.forEach((feature, node) => {
      const leaf = feature < 0;
      lists.trees.push(treeId);
      lists.ids.push(node);
      lists.features.push(leaf ? 0 : feature);
      lists.modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      lists.thresholds.push(leaf ? 0 : (tree.threshold[node] ?? 0));
      lists.lefts.push(leaf ? 0 : (tree.left[node] ?? 0));
      lists.rights.push(leaf ? 0 : (tree.right[node] ?? 0));
    });
  });
  return lists;
}

function listLeaves(trees: readonly WeighedTree[]) {
  const lists = {
    ...{ trees: [] as number[], nodes: [] as number[] },
    ...{ targets: [] as number[], weights: [] as number[] },
  };
  trees.forEach(({ tree, adds }, treeId) => {
    tree.feature.forEach((feature, node) => {
      if (feature >= 0) return;
      for (const [target, weight] of adds(node)) {
        lists.trees.push(treeId);
        lists.nodes.push(node);
        lists.targets.push(target);
        lists.weights.push(weight);
      }
    });
  });
  return lists;
}
