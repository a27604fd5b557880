import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PersistentVolumeClaim, Service } from 'kubernetes-models/v1';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Metrics } from '../src/server/observe/metrics.ts';
import { databaseDeclarations, environmentDeclarations, serveDeclarations } from '../src/settings.ts';

const path = (name: string) => fileURLToPath(new URL(`../deploy/${name}`, import.meta.url));
const kinds = { Deployment, PersistentVolumeClaim, Service } as const;
const declared = [databaseDeclarations, serveDeclarations, environmentDeclarations]
  .flatMap((group) => Object.values(group))
  .map(({ env }) => env);

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) console.warn('deploy/entente.service is not checked: systemd-analyze is missing.');

test.skipIf(!hasSystemd)('systemd accepts the unit', () => {
  expect(execFileSync('systemd-analyze', ['verify', path('entente.service')], { encoding: 'utf8' })).toBe('');
});

test('Kubernetes accepts the manifest, which sets settings that exist', () => {
  const objects = parseAllDocuments(readFileSync(path('kubernetes.yaml'), 'utf8')).map((document) => document.toJS());
  expect(objects.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Deployment', 'Service']);
  for (const object of objects) {
    new kinds[object.kind as keyof typeof kinds](object).validate();
    expect(() => new kinds[object.kind as keyof typeof kinds]({ ...object, spec: 'none' }).validate()).toThrow();
  }
  const [container] = objects[1].spec.template.spec.containers;
  for (const { name } of container.env) expect(declared).toContain(name);
});

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly expr: string }[];
}
const dashboard = JSON.parse(readFileSync(path('grafana.json'), 'utf8'));
const panels: readonly Panel[] = dashboard.panels;

/** The names of metrics in an expression of Prometheus. Fails if it is not one. */
function metricsIn(expression: string): string[] {
  const names: string[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`expected an expression; got ${expression}, wrong at ${from}`);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expression.slice(from, to));
    },
  });
  return names;
}

test('wrong expressions of Prometheus are noticed', () => {
  expect(metricsIn('sum by (le) (rate(a_b{c="d"}[5m])) / e')).toEqual(['a_b', 'e']);
  for (const wrong of ['rate(a[5m', 'sum by (a', 'rate(a[5q])', 'a{b=c}']) expect(() => metricsIn(wrong)).toThrow();
});

test('the panels of the dashboard do not overlap, and each has a number of its own', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(dashboard).toMatchObject({ title: 'Entente', uid: 'entente', schemaVersion: expect.any(Number) });
  const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(taken).size).toBe(taken.length);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  for (const { targets } of panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
});

test('the dashboard shows metrics that exist, and all of Entente', async () => {
  const metrics = new Metrics();
  metrics.add('cache', { name: 'entente_cache_bytes', help: 'x', values: () => ({ answers: 1 }) });
  metrics.add('state', { name: 'entente_heavy_requests', help: 'x', values: () => ({ running: 1 }) });
  const names = [...(await metrics.text()).matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const shown = expressions.flatMap(metricsIn);
  expect(shown.length).toBeGreaterThan(10);
  expect(names).toEqual(expect.arrayContaining(shown));
  const own = names.filter((name) => name.startsWith('entente_') && !/_(?:bucket|count|sum)$/.test(name));
  expect(own.filter((name) => !shown.some((one) => one.startsWith(name)))).toEqual([]);
});
