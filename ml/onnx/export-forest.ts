import type { RandomForest } from '../trees/random-forest.ts';
import type { OnnxGraph } from './onnx-graph.ts';

interface TreeLists {
  readonly treeIds: number[];
  readonly nodeIds: number[];
  readonly features: number[];
  readonly modes: string[];
  readonly thresholds: number[];
  readonly lefts: number[];
  readonly rights: number[];
  readonly leafTrees: number[];
  readonly leafNodes: number[];
  readonly leafClasses: number[];
  readonly leafWeights: number[];
}

/**
 * Adds the forest as ONNX-ML's TreeEnsembleClassifier: each leaf gives its class probabilities,
 * divided by the number of trees, and the runtime adds them up. Returns the probabilities' name.
 */
export function addForest(graph: OnnxGraph, forest: RandomForest, features: string): string {
  const lists = listForest(forest);
  const zeros = new Array<number>(lists.nodeIds.length).fill(0);
  const [, probabilities = ''] = graph.addMany({
    operator: 'TreeEnsembleClassifier',
    domain: 'ai.onnx.ml',
    inputs: [features],
    results: 2,
    attributes: {
      nodes_treeids: { ints: lists.treeIds },
      nodes_nodeids: { ints: lists.nodeIds },
      nodes_featureids: { ints: lists.features },
      nodes_modes: { texts: lists.modes },
      nodes_values: { floats: lists.thresholds },
      nodes_hitrates: { floats: zeros.map(() => 1) },
      nodes_truenodeids: { ints: lists.lefts },
      nodes_falsenodeids: { ints: lists.rights },
      nodes_missing_value_tracks_true: { ints: zeros },
      class_treeids: { ints: lists.leafTrees },
      class_nodeids: { ints: lists.leafNodes },
      class_ids: { ints: lists.leafClasses },
      class_weights: { floats: lists.leafWeights },
      classlabels_int64s: { ints: Array.from({ length: forest.classes }, (_, c) => c) },
      post_transform: { text: 'NONE' },
    },
  });
  return probabilities;
}

function listForest(forest: RandomForest): TreeLists {
  const lists: TreeLists = {
    treeIds: [],
    nodeIds: [],
    features: [],
    modes: [],
    thresholds: [],
    lefts: [],
    rights: [],
    leafTrees: [],
    leafNodes: [],
    leafClasses: [],
    leafWeights: [],
  };
  forest.trees.forEach((tree, treeId) => {
    tree.feature.forEach((feature, node) => {
      const leaf = feature < 0;
      lists.treeIds.push(treeId);
      lists.nodeIds.push(node);
      lists.features.push(leaf ? 0 : feature);
      lists.modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      lists.thresholds.push(tree.threshold[node] ?? 0);
      lists.lefts.push(leaf ? 0 : (tree.left[node] ?? 0));
      lists.rights.push(leaf ? 0 : (tree.right[node] ?? 0));
      if (leaf) addLeaf(lists, forest, treeId, node);
    });
  });
  return lists;
}

function addLeaf(lists: TreeLists, forest: RandomForest, treeId: number, node: number): void {
  const { probabilities } = forest.trees[treeId] ?? { probabilities: new Float32Array() };
  for (let c = 0; c < forest.classes; c += 1) {
    lists.leafTrees.push(treeId);
    lists.leafNodes.push(node);
    lists.leafClasses.push(c);
    lists.leafWeights.push((probabilities[node * forest.classes + c] ?? 0) / forest.trees.length);
  }
}
