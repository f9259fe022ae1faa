import type { TopLevelSpec } from 'vega-lite';

/** What every plot has in common: no colour or font that a reader's machine might lack. */
const CONFIG = {
  font: 'sans-serif',
  background: 'white',
  view: { stroke: '#ddd' },
  axis: { labelFontSize: 11, titleFontSize: 11, gridColor: '#eee' },
} as const;

/**
 * Draws a vega-lite specification as SVG, without a browser. All text of the data is escaped by the
 * renderer; there are no scripts and no links in it.
 */
export async function renderPlot(spec: TopLevelSpec): Promise<string> {
  // Loaded at the first plot: both take longer to load than most tasks run.
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const compiled = compile({ ...spec, config: CONFIG }).spec;
  // `renderer: none` draws nothing by itself, and a loader that is refused reads nothing.
  const view = new vega.View(vega.parse(compiled), {
    ...{ renderer: 'none', logLevel: vega.Error },
    loader: { ...vega.loader(), load: () => Promise.reject(new Error('Plots load nothing.')) },
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
