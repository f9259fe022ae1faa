/** What the zoo gave on one data set. */
export interface ZooOutcome {
  readonly set: string;
  /** Best of the validation part first. */
  readonly leaderboard: readonly { readonly kind: string; readonly holdout: number }[];
}
/** scikit-learn's scores by data set and kind of model, as `test/oracles/model-zoo` keeps them. */
export interface ZooOracle {
  readonly sets: Readonly<Record<string, { readonly scores: Readonly<Record<string, number>> }>>;
}

const BEGIN = '<!-- results of `npm run zoo -- --write` -->';
const END = '<!-- end of results -->';
/** The one set that predicts numbers. */
const REGRESSION = 'diabetes';

/** The scores on the holdouts beside scikit-learn's, as Markdown; the chosen models are bold. */
export function zooTables(outcomes: readonly ZooOutcome[], oracle: ZooOracle): string {
  const classes = outcomes.filter(({ set }) => set !== REGRESSION);
  const numbers = outcomes.filter(({ set }) => set === REGRESSION);
  return [
    tableOf('accuracy, ours / scikit-learn', classes, oracle, 3),
    tableOf('RMSE, ours / scikit-learn', numbers, oracle, 1),
  ].join('\n\n');
}

/** A page with the tables between its two marks. @throws Error for a page without them */
export function withTables(page: string, tables: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (before === undefined || after === undefined) {
    throw new Error(`The page has no place for results: "${BEGIN}" … "${END}".`);
  }
  return `${before}${BEGIN}\n\n${tables}\n\n${END}${after}`;
}

function tableOf(
  title: string,
  outcomes: readonly ZooOutcome[],
  { sets }: ZooOracle,
  digits: number,
): string {
  const heads = outcomes.map(({ set }) => set.replaceAll('_', ' '));
  const kinds = KINDS.filter((kind) => outcomes.some((one) => scoreOf(one, kind) !== undefined));
  const rows = kinds.map((kind) =>
    row([
      kind.replaceAll('_', ' '),
      ...outcomes.map((one) => {
        const own = scoreOf(one, kind)?.toFixed(digits) ?? '–';
        const theirs = sets[one.set]?.scores[kind]?.toFixed(digits) ?? '–';
        return `${one.leaderboard[0]?.kind === kind ? `**${own}**` : own} / ${theirs}`;
      }),
    ]),
  );
  return [row([title, ...heads]), row(['---', ...heads.map(() => '---')]), ...rows].join('\n');
}

const KINDS: readonly string[] = [
  ...['logistic', 'linear_svm', 'rbf_svm', 'linear', 'ridge', 'nearest', 'decision_tree'],
  ...['forest', 'boosting', 'neural_net'],
];

const scoreOf = ({ leaderboard }: ZooOutcome, kind: string): number | undefined =>
  leaderboard.find((line) => line.kind === kind)?.holdout;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
