import { zooSet, type ZooSet } from './zoo-set.ts';

export const SET_NAMES = ['iris', 'wine', 'breast_cancer', 'digits', 'diabetes'] as const;
export type SetName = (typeof SET_NAMES)[number];

const CELL_MEASURES = [
  ...['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness'],
  ...['concavity', 'concave_points', 'symmetry', 'fractal_dimension'],
];

export const ZOO_SETS: Readonly<Record<SetName, ZooSet>> = {
  iris: zooSet({
    name: 'zoo-iris',
    statement: 'Of which species is an iris, judged by the sizes of its leaves?',
    file: 'data/iris.csv',
    features: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
    ...{ target: 'species', targetType: 'text', epochs: 60 },
    ...{ bound: 0.9, because: 'A botanist is right nine times of ten.' },
  }),
  wine: zooSet({
    name: 'zoo-wine',
    statement: 'From which cultivar is a wine, judged by its chemistry?',
    file: 'data/wine.csv',
    features: [
      ...['alcohol', 'malic_acid', 'ash', 'alcalinity_of_ash', 'magnesium', 'total_phenols'],
      ...['flavanoids', 'nonflavanoid_phenols', 'proanthocyanins', 'color_intensity', 'hue'],
      ...['od280_per_od315_of_diluted_wines', 'proline'],
    ],
    ...{ target: 'cultivar', targetType: 'integer', epochs: 40 },
    ...{ bound: 0.9, because: 'One wrong bottle in ten is what a taster is allowed.' },
  }),
  breast_cancer: zooSet({
    name: 'zoo-breast-cancer',
    statement: 'Is a tumour malignant (0) or benign (1), judged by its cells?',
    file: '../digits-lifecycle/data/breast-cancer.csv',
    features: CELL_MEASURES.flatMap((measure) => [
      ...[`mean_${measure}`, `${measure}_error`, `worst_${measure}`],
    ]),
    ...{ target: 'label', targetType: 'integer', epochs: 30 },
    ...{ bound: 0.94, because: 'At most 3 of 50 samples may be judged wrongly.' },
  }),
  digits: zooSet({
    name: 'zoo-digits',
    statement: 'Which digit was written by hand?',
    file: '../digits-lifecycle/data/digits.csv',
    features: Array.from({ length: 64 }, (_, at) => `pixel_${Math.floor(at / 8)}_${at % 8}`),
    ...{ target: 'label', targetType: 'integer', epochs: 20 },
    ...{ bound: 0.96, because: 'At most 4 of 100 images may be misread.' },
  }),
  diabetes: zooSet({
    name: 'zoo-diabetes',
    statement: 'How far will the disease have gone in a year, on a scale from 25 to 346?',
    file: 'data/diabetes.csv',
    features: ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'],
    ...{ target: 'progression', targetType: 'number', epochs: 80, slices: ['sex', 'age'] },
    ...{ bound: 65, because: 'A quarter of the scale is the most that helps anybody plan.' },
  }),
};
