import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { describeWhere } from '../support/requirements/describe-where.js';
import { anchorsOf, readDocument, ROOT } from '../support/documents/markdown.js';

const METRIC = /\bcredence_[a-z0-9_]+/g;
/** The ending that Prometheus adds to the name of a histogram. */
const PART = /_(bucket|sum|count)$/;

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const run = promisify(execFile);

async function whyNoPromtool(): Promise<string | null> {
  return await run('promtool', ['--version']).then(
    () => null,
    () => 'promtool of Prometheus is not installed',
  );
}

const metricsIn = (text: string) =>
  [...new Set(text.match(METRIC) ?? [])].map((name) => name.replace(PART, ''));

/** The names of all metrics that the code registers. */
async function registeredMetrics(): Promise<string[]> {
  const files = (await readdir(join(ROOT, 'src'), { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  );
  const texts = await Promise.all(files.map((name) => readDocument(`src/${name}`)));
  return texts
    .flatMap((text) => [...text.matchAll(/name: '(credence_[a-z_]+)'/g)].map(([, name = '']) => name))
    .sort();
}

async function readRules(): Promise<Rule[]> {
  const { groups } = parse(await readDocument('deploy/prometheus/alerts.yml')) as {
    groups: { rules: Rule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

test('the dashboard is made from its table of panels', async () => {
  await run(process.execPath, [join(ROOT, 'scripts/generate-dashboard.mjs'), '--check']);
});

describe('the metrics', () => {
  test('are all in the documentation (OBS-1)', async () => {
    const pages = [
      await readDocument('docs/operate/monitor.md'),
      await readDocument('docs/operate/text-messages.md'),
    ];
    const documented = new Set(pages.flatMap(metricsIn));
    const registered = await registeredMetrics();
    expect(registered.length).toBeGreaterThan(40);
    expect(registered.filter((name) => !documented.has(name))).toEqual([]);
  });

  test('are all in the dashboard or in an alert, which name no others (OBS-1)', async () => {
    const files = ['deploy/grafana/credence.json', 'deploy/prometheus/alerts.yml'];
    const used = new Set((await Promise.all(files.map(readDocument))).flatMap(metricsIn));
    expect([...used].sort()).toEqual(await registeredMetrics());
  });
});

describe('the alert rules', () => {
  test('link sections of the documentation that exist', async () => {
    const rules = await readRules();
    expect(rules.length).toBeGreaterThan(20);
    for (const { alert, labels, annotations } of rules) {
      const [page = '', anchor] = annotations.runbook.split('#');
      const anchors = anchorsOf(await readDocument(page));
      expect({ alert, found: anchor === undefined || anchors.has(anchor) }).toEqual({ alert, found: true });
      expect(['page', 'ticket']).toContain(labels.severity);
    }
  });
});

describeWhere(await whyNoPromtool())('the alert rules, read by Prometheus', () => {
  test('have no error', async () => {
    await run('promtool', ['check', 'rules', join(ROOT, 'deploy/prometheus/alerts.yml')]);
  });
});

describe('the Helm chart', () => {
  test('uses each value, and no other', async () => {
    const folder = 'deploy/helm/credence/templates';
    const names = await readdir(join(ROOT, folder));
    const templates = (await Promise.all(names.map((name) => readDocument(`${folder}/${name}`)))).join('\n');
    const used = [...templates.matchAll(/\.Values\.([A-Za-z]+)/g)].map(([, name = '']) => name);
    const values = parse(await readDocument('deploy/helm/credence/values.yaml')) as object;
    expect([...new Set(used)].sort()).toEqual(Object.keys(values).sort());
  });

  test('has the version of the package', async () => {
    const chart = parse(await readDocument('deploy/helm/credence/Chart.yaml')) as Record<string, string>;
    const { version } = JSON.parse(await readDocument('package.json')) as { version: string };
    expect(chart).toMatchObject({ version, appVersion: version });
  });
});
