import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

test('the dashboard shows metrics that exist', async () => {
  const metrics = new Metrics();
  metrics.add('cache', { name: 'entente_cache_bytes', help: 'x', values: () => ({ answers: 1 }) });
  metrics.add('state', { name: 'entente_heavy_requests', help: 'x', values: () => ({ running: 1 }) });
  const names = [...(await metrics.text()).matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [name, `${name}_bucket`, `${name}_count`] : [name],
  );
  const { panels } = JSON.parse(readFileSync(path('grafana.json'), 'utf8'));
  const shown = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.flatMap(({ expr }) => expr.match(/\b(?:entente|nodejs|process)_\w+/g) ?? []),
  );
  expect(shown.length).toBeGreaterThan(10);
  expect(names).toEqual(expect.arrayContaining(shown));
});
