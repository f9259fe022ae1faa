export { seededRandom, restoreRandom } from './random/seeded-random.ts';
export type { RandomState, SeededRandom } from './random/seeded-random.ts';
export { shuffle } from './random/shuffle.ts';
export { indexLabels, matrix, selectRows } from './data/matrix.ts';
export type { LabelledMatrix, Matrix } from './data/matrix.ts';
export { stratifiedSplit } from './data/stratified-split.ts';
export { fitStandardScaler, standardize } from './preprocess/standard-scaler.ts';
export type { StandardScaler } from './preprocess/standard-scaler.ts';
export { classificationMetrics } from './metrics/classification-metrics.ts';
export type {
  ClassificationMetrics,
  ClassScores,
  Scores,
} from './metrics/classification-metrics.ts';
export { confusionMatrix } from './metrics/confusion-matrix.ts';
export { minimize } from './optimize/lbfgs.ts';
export type { LbfgsOptions, Minimum, Objective } from './optimize/lbfgs.ts';
export { fitLogistic, logisticProbabilities } from './logistic/logistic-regression.ts';
export type {
  LogisticFit,
  LogisticOptions,
  LogisticParameters,
} from './logistic/logistic-regression.ts';
export { fitForest, forestProbabilities } from './trees/random-forest.ts';
export type { ForestOptions, RandomForest } from './trees/random-forest.ts';
export type { ClassificationTree } from './trees/classification-tree.ts';
export { BackendUnavailableError, chooseBackend } from './neural/backend.ts';
export type { BackendName } from './neural/backend-name.ts';
export type { BackendChoice, ChosenBackend } from './neural/backend.ts';
export type { Activation } from './neural/activation.ts';
export type { LayerSpec } from './neural/layer-spec.ts';
export type {
  AugmentSpec,
  Clip,
  EarlyStopping,
  NetworkSpec,
  Objective as NetworkObjective,
  Penalty,
} from './neural/network-spec.ts';
export type { NeuralNetwork } from './neural/neural-network.ts';
export type { OptimizerSpec, ScheduleSpec } from './neural/optimizer-spec.ts';
export { trainNetwork } from './neural/train-network.ts';
export type { ClassRows, NetworkData, ValueRows } from './neural/network-data.ts';
export type { BatchReport, EpochReport, TrainOptions } from './neural/training-plan.ts';
export { TrainingDivergedError } from './neural/train-step.ts';
export type { TrainingState } from './neural/training-state.ts';
export { networkProbabilities, networkValues } from './neural/network-probabilities.ts';
export { likeliest } from './model/likeliest.ts';
export { fromTypedJson, toTypedJson } from './model/typed-json.ts';
export type { ModelInput, ModelSignature, TensorSignature } from './onnx/model-signature.ts';
export { modelInputs, signatureOfModel } from './onnx/model-signature.ts';
export { exportModel } from './onnx/export-model.ts';
export { predict, predictMatrix } from './model/predict.ts';
export { decodeModel, encodeModel } from './model/model-file.ts';
export type { ClassLabel, Model, ModelTask, Prediction } from './model/model.ts';
export type { Estimator } from './model/estimator.ts';
export { kolmogorovSmirnov } from './drift/kolmogorov-smirnov.ts';
export type { KolmogorovSmirnov, KolmogorovSmirnovMethod } from './drift/kolmogorov-smirnov.ts';
export { chiSquareTest, shareTest } from './drift/count-test.ts';
export { binnedShares } from './drift/binned-shares.ts';
export type { BinnedShares } from './drift/binned-shares.ts';
export {
  jensenShannonDistance,
  normedWasserstein,
  populationStabilityIndex,
} from './drift/drift-distance.ts';
export { columnDrift, DRIFT_TESTS } from './drift/column-drift.ts';
export type {
  ColumnDrift,
  ColumnDriftOptions,
  ColumnKind,
  DriftTest,
} from './drift/column-drift.ts';
export { datasetDrift } from './drift/dataset-drift.ts';
export type { ColumnPair, DatasetDrift, DatasetDriftOptions } from './drift/dataset-drift.ts';
export { balancedAccuracy, cohenKappa, matthewsCorrelation } from './metrics/agreement-scores.ts';
export {
  adjustedRandIndex,
  daviesBouldinScore,
  silhouetteScore,
} from './metrics/clustering-scores.ts';
export { brierScore, logLoss } from './metrics/probability-scores.ts';
export { averagePrecision, multiclassRocAuc, rocAuc } from './metrics/ranking-scores.ts';
export type { MulticlassAucOptions } from './metrics/ranking-scores.ts';
export {
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
} from './metrics/regression-scores.ts';
export {
  boostedProbabilities,
  boostedScores,
  fitBoostedClassifier,
  fitBoostedRegression,
} from './boosting/gradient-boosting.ts';
export type { BoostingOptions, GradientBoosting } from './boosting/gradient-boosting.ts';
export type { ValueTree } from './boosting/gradient-tree.ts';
export { fitKMeans, nearestCentres } from './clustering/k-means.ts';
export type { KMeans, KMeansOptions } from './clustering/k-means.ts';
export { fitLinear, fitRidge, linearPredictions } from './linear/linear-regression.ts';
export type { LinearModel } from './linear/linear-regression.ts';
export { fitNearest, nearestProbabilities } from './neighbours/nearest-neighbours.ts';
export type { NearestNeighbours } from './neighbours/nearest-neighbours.ts';
export { balancedRowWeights, rowWeightsOf } from './data/row-weights.ts';
export { UnlearnableDataError } from './data/training-rows.ts';
export {
  fitBoostedClassifierOnThreads,
  fitBoostedRegressionOnThreads,
} from './boosting/boosting-on-threads.ts';
export { fitIsolationForest, isolationScores } from './isolation/isolation-forest.ts';
export type { IsolationForest, IsolationOptions } from './isolation/isolation-forest.ts';
export { fitNearestRegression, nearestPredictions } from './neighbours/nearest-regression.ts';
export type { NearestRegression } from './neighbours/nearest-regression.ts';
export { fitKernelMachine, kernelProbabilities } from './svm/kernel-machine.ts';
export type { KernelMachineOptions } from './svm/kernel-machine.ts';
export { kernelScores } from './svm/kernel-scores.ts';
export {
  fitLinearMachine,
  linearMachineProbabilities,
  linearMachineScores,
} from './svm/linear-machine.ts';
export type { KernelMachine, LinearMachine } from './svm/support-vectors.ts';
export type { SvmOptions } from './svm/svm-options.ts';
export type { ThreadOptions } from './threads/thread-options.ts';
export { fitDecisionTree, fitRegressionTree } from './trees/decision-tree.ts';
export type { DecisionTreeOptions } from './trees/decision-tree.ts';
export { boostingImportance, featureImportance } from './trees/feature-importance.ts';
export { fitForestOnThreads, fitRegressionForestOnThreads } from './trees/forest-on-threads.ts';
export { fitRegressionForest, forestPredictions } from './trees/regression-forest.ts';
export type { RegressionForest, RegressionForestOptions } from './trees/regression-forest.ts';
export { columnOf, isMissing, numbersOf, takeRows } from './data/table.ts';
export type { Column, ColumnType, NumberColumn, Table, TextColumn } from './data/table.ts';
export { DataFaultError } from './data/data-fault.ts';
export type { DataFault, DataFaultCode } from './data/data-fault.ts';
export { classTarget, valueTarget } from './data/target.ts';
export type { ClassTarget } from './data/target.ts';
export { applyPipeline } from './preprocess/apply-pipeline.ts';
export { fitPipeline } from './preprocess/fit-pipeline.ts';
export type {
  CategoricalSpec,
  NumberInput,
  NumericSpec,
  Pipeline,
  PipelineSpec,
  SelectionSpec,
  TextInput,
} from './preprocess/pipeline.ts';
export { multiclassBrier } from './metrics/probability-scores.ts';
export { isScoreName, SCORE_NAMES, scoreByName } from './metrics/score-by-name.ts';
export type { NamedScore, ScoreInput, ScoreName, ScoreNeeds } from './metrics/score-by-name.ts';
export { groupFolds, randomFolds, stratifiedFolds, timeFolds } from './splits/folds.ts';
export type { Fold, TimeFoldOptions } from './splits/folds.ts';
export { groupSplit } from './splits/group-split.ts';
export { randomSplit } from './splits/random-split.ts';
export type { Shares } from './splits/share-counts.ts';
export { foldRows, splitRows } from './splits/split-rows.ts';
export type { FoldKind, SplitKind } from './splits/split-rows.ts';
export { timeSplit } from './splits/time-split.ts';
export type { TimeSplitOptions } from './splits/time-split.ts';
export { adjustPValues } from './evaluation/adjust-p-values.ts';
export { baselineClasses, baselineValues } from './evaluation/baselines.ts';
export type { BaselineClasses, ClassBaseline } from './evaluation/baselines.ts';
export { bootstrapInterval } from './evaluation/bootstrap.ts';
export type { BootstrapOptions, Interval, RowStatistic } from './evaluation/bootstrap.ts';
export {
  brierParts,
  calibrationCurve,
  expectedCalibrationError,
} from './evaluation/calibration.ts';
export type { BrierParts, CalibrationBin, CalibrationOptions } from './evaluation/calibration.ts';
export { groupFairness, groupGap, measureByGroup } from './evaluation/group-fairness.ts';
export type { GroupFairness, GroupGap, GroupRates } from './evaluation/group-fairness.ts';
export { mcNemar } from './evaluation/mcnemar.ts';
export type { McNemar } from './evaluation/mcnemar.ts';
export { compareScores, scoreInterval } from './evaluation/score-interval.ts';
export type { ScoreComparison } from './evaluation/score-interval.ts';
export { confusionShares, worstClassPairs } from './evaluation/class-pairs.ts';
export type { ClassPair } from './evaluation/class-pairs.ts';
export { columnPowers, sharedRows } from './evaluation/leakage.ts';
export type { ColumnPower, PowerOptions, SharedRows } from './evaluation/leakage.ts';
export { permutationImportance } from './evaluation/permutation-importance.ts';
export type {
  ColumnImportance,
  Importances,
  ImportanceOptions,
} from './evaluation/permutation-importance.ts';
export { describeCondition } from './evaluation/slice-codes.ts';
export type { SliceCondition } from './evaluation/slice-codes.ts';
export { worstSlices } from './evaluation/worst-slices.ts';
export type { Slice, SliceOptions } from './evaluation/worst-slices.ts';
export { learningCurve } from './evaluation/learning-curve.ts';
export type { LearningPoint } from './evaluation/learning-curve.ts';
