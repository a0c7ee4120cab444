// Places the panels of the Grafana dashboard.
import { SECTIONS } from './dashboard-panels.mjs';

const PANELS_IN_A_ROW = 3;
const ROW_WIDTH = 24;
const PANEL_HEIGHT = 8;
const SOURCE = { type: 'prometheus', uid: '${source}' };

/** Returns the dashboard in the JSON model of Grafana 10 and later. */
export function dashboard() {
  let y = 0;
  let id = 0;
  const panels = SECTIONS.flatMap(({ title, panels: ofSection }) => {
    const row = {
      type: 'row',
      id: (id += 1),
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: ROW_WIDTH, h: 1 },
    };
    y += 1;
    const width = ROW_WIDTH / PANELS_IN_A_ROW;
    const placed = ofSection.map(([name, unit, ...queries], n) => ({
      type: 'timeseries',
      id: (id += 1),
      title: name,
      datasource: SOURCE,
      fieldConfig: { defaults: { unit, min: name.startsWith('Clock') ? undefined : 0 }, overrides: [] },
      gridPos: {
        x: (n % PANELS_IN_A_ROW) * width,
        y: y + Math.floor(n / PANELS_IN_A_ROW) * PANEL_HEIGHT,
        w: width,
        h: PANEL_HEIGHT,
      },
      targets: queries.map(([expr, legendFormat], q) => ({
        refId: String.fromCharCode('A'.charCodeAt(0) + q),
        datasource: SOURCE,
        expr,
        legendFormat,
      })),
    }));
    y += Math.ceil(ofSection.length / PANELS_IN_A_ROW) * PANEL_HEIGHT;
    return [row, ...placed];
  });
  return {
    title: 'Credence',
    uid: 'credence',
    tags: ['credence'],
    schemaVersion: 39,
    editable: true,
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    templating: {
      list: [
        { name: 'source', label: 'Data source', type: 'datasource', query: 'prometheus' },
        {
          name: 'job',
          label: 'Job',
          type: 'query',
          datasource: SOURCE,
          query: { query: 'label_values(credence_clock_difference_seconds, job)', refId: 'job' },
          includeAll: true,
          multi: true,
        },
      ],
    },
    panels,
  };
}
