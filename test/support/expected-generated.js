/**
 * The answers to the ten questions about generated data, computed from the facts alone: no graph, no Cypher, no GraphQL.
 * Each function returns the expected "data" of the query of the same name.
 */

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
/** Compares by several keys, each [value of, descending?]. Missing values come last either way; ids break ties. */
const ordered =
  (...keys) =>
  (a, b) => {
    for (const [of, down = false] of keys) {
      const [x, y] = [of(a), of(b)];
      if (x === y) continue;
      if (x === null) return 1;
      if (y === null) return -1;
      return (x < y ? -1 : 1) * (down ? -1 : 1);
    }
    return byText(a.id, b.id);
  };
const amountIn = (money, currency) => money?.find((m) => m.currency === currency)?.amount ?? null;

/** Sums by currency, in the order of the codes; a sum is approximate if an addend is. */
function total(monies) {
  const sums = new Map();
  for (const { amount, currency, approximate } of monies.flat()) {
    const sum = sums.get(currency) ?? { amount: 0, currency, approximate: false };
    sums.set(currency, { amount: sum.amount + amount, currency, approximate: sum.approximate || approximate });
  }
  return [...sums.values()].sort((a, b) => byText(a.currency, b.currency));
}

/** Groups members by key; the largest group comes first, then by key. */
function grouped(members, keysOf) {
  const groups = new Map();
  for (const member of members) for (const key of keysOf(member)) groups.set(key, [...(groups.get(key) ?? []), member]);
  return [...groups]
    .map(([key, list]) => ({ key, list }))
    .sort((a, b) => b.list.length - a.list.length || byText(a.key, b.key));
}

/** An index of the facts: entities with their values and the far ends of their relations. */
function read(facts) {
  const entities = new Map();
  for (const { id, type, names, claims } of facts.entities) {
    const own = Object.fromEntries(Object.entries(claims).map(([field, [first]]) => [field, first.value]));
    entities.set(id, { ...own, id, type, name: names[0].text });
  }
  const from = new Map();
  const to = new Map();
  for (const relation of facts.relations) {
    from.set(relation.from, [...(from.get(relation.from) ?? []), relation]);
    to.set(relation.to, [...(to.get(relation.to) ?? []), relation]);
  }
  const edges = (index, end) => (entity, type, far) =>
    (index.get(entity.id) ?? [])
      .filter((r) => r.type === type && r[end].startsWith(`${far}:`))
      .map((r) => ({ id: r[end], node: entities.get(r[end]), ...r.values }));
  return {
    all: (type) => [...entities.values()].filter((e) => e.type === type),
    entity: (id) => entities.get(id),
    out: edges(from, 'to'),
    into: edges(to, 'from'),
  };
}

const year = (period) => period.edtf.slice(0, 4);

export const expected = {
  '33-busiest-institutions'(facts) {
    const { all, out } = read(facts);
    const projects = (i) => out(i, 'PARTICIPATES_IN', 'project');
    const list = all('Institution').sort(ordered([(i) => projects(i).length, true], [(i) => i.name]));
    const nodes = list.slice(0, 10).map((i) => ({
      id: i.id,
      name: i.name,
      projects: { totalCount: projects(i).length, sum: total(projects(i).map((e) => e.amounts)) },
    }));
    return { institutions: { totalCount: list.length, nodes } };
  },

  '34-largest-german-projects'(facts) {
    const { all, into } = read(facts);
    const german = (p) =>
      into(p, 'PARTICIPATES_IN', 'institution').filter(
        ({ node }) => node.country === 'DE' && ['UNIVERSITY', 'RESEARCH'].includes(node.kind),
      );
    const list = all('Project')
      .filter((p) => p.status === 'ACTIVE' && german(p).length > 0)
      .sort(ordered([(p) => amountIn(p.budget, 'EUR'), true]));
    const nodes = list
      .slice(0, 10)
      .map((p) => ({ id: p.id, budget: p.budget, participants: { totalCount: german(p).length } }));
    return { projects: { totalCount: list.length, nodes } };
  },

  '35-budgets-by-area'(facts) {
    const { all, entity, out } = read(facts);
    const list = all('Project').filter((p) => p.period.end > '2019-12-31');
    const areas = (p) => {
      const ids = out(p, 'IN_AREA', 'area').map((e) => e.id);
      return ids.length > 0 ? ids : [null];
    };
    const groups = grouped(list, areas)
      .slice(0, 10)
      .map(({ key, list: members }) => ({
        key,
        entity: key === null ? null : { name: entity(key).name },
        count: members.length,
        sum: total(members.map((p) => p.budget)),
      }));
    return { projects: { totalCount: list.length, groups } };
  },

  '36-offices-in-2019'(facts) {
    const { all, out } = read(facts);
    // A year is some day of that year, so it lies within 2019 only if it is 2019.
    const offices = (m) => out(m, 'HOLDS_OFFICE', 'institution').filter((e) => e.period.edtf === '2019');
    const governing = ({ node }) => ['MINISTRY', 'AGENCY'].includes(node.kind);
    const list = all('Minister')
      .filter((m) => m.country === 'KR' && offices(m).some(governing))
      .sort(ordered([(m) => m.name]));
    const nodes = list.slice(0, 20).map((m) => ({
      id: m.id,
      offices: {
        edges: offices(m)
          .sort(ordered([(e) => e.role, true]))
          .map((e) => ({ role: e.role, period: { edtf: e.period.edtf }, node: { id: e.id } })),
      },
    }));
    return { ministers: { totalCount: list.length, nodes } };
  },

  '37-careful-funders'(facts) {
    const { all, out } = read(facts);
    const funded = (i) => out(i, 'FUNDS', 'project');
    const list = all('Institution')
      .filter((i) => ['KR', 'JP'].includes(i.country) && funded(i).length >= 2)
      .filter((i) => funded(i).every(({ node }) => ['ACTIVE', 'COMPLETED'].includes(node.status)))
      .sort(ordered([(i) => funded(i).length, true], [(i) => i.country, true]));
    const counts = (groups) => groups.map(({ key, list: members }) => ({ key, count: members.length }));
    return {
      institutions: {
        totalCount: list.length,
        groups: counts(grouped(list, (i) => [i.kind])),
        nodes: list.slice(0, 12).map((i) => ({
          id: i.id,
          country: i.country,
          funded: { groups: counts(grouped(funded(i), ({ node }) => [node.status])) },
        })),
      },
    };
  },

  '38-funding-in-euros'(facts) {
    const { all, into } = read(facts);
    const funders = (p) => into(p, 'FUNDS', 'institution');
    const euros = (e) => amountIn(e.amounts, 'EUR');
    const inEuros = (p) => funders(p).reduce((sum, e) => sum + (euros(e) ?? 0), 0);
    const list = all('Project')
      .filter((p) => p.status === 'CANCELLED')
      .filter((p) => funders(p).some((e) => euros(e) > 4000000) && funders(p).every((e) => euros(e) !== null))
      .sort(ordered([inEuros, true]));
    const nodes = list.slice(0, 10).map((p) => ({
      id: p.id,
      funders: { totalCount: funders(p).length, sum: total(funders(p).map((e) => e.amounts)) },
    }));
    return { projects: { totalCount: list.length, nodes } };
  },

  '39-as-of-2018'(facts) {
    const { all, out, into } = read(facts);
    const day = '2018-06-30';
    const began = (period) => period.start <= day;
    const agreements = all('Agreement').filter((a) => began(a.signed));
    // What an event announces begins no earlier than the event, unless its own date says so.
    const beginsFrom = (e, after = []) => {
      const own = e.period ?? e.founded ?? { start: '', end: '9' };
      const bounds = into(e, 'ANNOUNCED', 'event')
        .filter(({ node }) => !after.includes(node))
        .map(({ node }) => [beginsFrom(node, [...after, e]), own.end].sort()[0]);
      return [own.start, ...bounds].sort().at(-1);
    };
    const isThere = (e) => beginsFrom(e) <= day;
    const held = (m) =>
      out(m, 'HOLDS_OFFICE', 'institution').filter((e) => began(e.period) && e.period.end >= day && isThere(e.node));
    const predecessors = (i) =>
      into(i, 'SUCCEEDED_BY', 'institution').filter((e) => began(e.period) && isThere(e.node));
    const successors = all('Institution')
      .filter((i) => isThere(i) && predecessors(i).length > 0)
      .sort(ordered([(i) => predecessors(i).length, true]));
    return {
      events: { totalCount: all('Event').filter(isThere).length },
      agreements: {
        totalCount: agreements.length,
        groups: grouped(agreements, (a) => [year(a.signed)])
          .sort((a, b) => byText(b.key, a.key))
          .map(({ key, list }) => ({ key, count: list.length })),
      },
      ministers: {
        totalCount: all('Minister').filter((m) => held(m).some(({ node }) => node.kind === 'MINISTRY')).length,
      },
      institutions: {
        totalCount: successors.length,
        nodes: successors.slice(0, 3).map((i) => ({
          id: i.id,
          predecessors: {
            edges: predecessors(i)
              .sort(ordered([(e) => e.period.start]))
              .map((e) => ({
                // Both ends of a relation have to be certain; a takeover by the day dates an end without a date of its own.
                certain: e.period.end <= day && [e.node, i].every(({ founded }) => !founded || founded.end <= day),
                period: { edtf: e.period.edtf },
                node: { id: e.id },
              })),
          },
        })),
      },
    };
  },

  '40-cancelled-by-year'(facts) {
    const { all } = read(facts);
    const list = all('Project').filter((p) => p.status === 'CANCELLED' && amountIn(p.budget, 'EUR') > 4000000);
    const groups = grouped(list, (p) => [year(p.period)])
      .sort((a, b) => byText(a.key, b.key))
      .map(({ key, list: members }) => ({ key, count: members.length, sum: total(members.map((p) => p.budget)) }));
    return { projects: { totalCount: list.length, sum: total(list.map((p) => p.budget)), groups } };
  },

  /** The first page, or the one that begins `skip` rows later, as `after` gives it. */
  '41-early-councils'(facts, skip = 0) {
    const { all, into } = read(facts);
    const list = all('Event')
      .filter((e) => ['COUNCIL', 'SUMMIT'].includes(e.kind))
      .filter((e) => e.place.country === 'BE' && e.place.city.startsWith('City 1'))
      .filter((e) => e.ordinal <= 3 || into(e, 'PARTICIPATED', 'institution').length === 0)
      .filter((e) => !(e.period.start <= '2017-12-31' && e.period.end >= '2015-01-01'))
      .sort(ordered([(e) => e.period.start, true], [(e) => e.place.city], [(e) => e.ordinal, true]));
    const nodes = list
      .slice(skip, skip + 10)
      .map((e) => ({ id: e.id, kind: e.kind, ordinal: e.ordinal, period: { edtf: e.period.edtf } }));
    const pageInfo = { hasNextPage: list.length > skip + 10, hasPreviousPage: skip > 0 };
    return { events: { totalCount: list.length, pageInfo, nodes } };
  },

  '42-money-of-a-project'(facts) {
    const { all, into } = read(facts);
    const participants = (p) => into(p, 'PARTICIPATES_IN', 'institution');
    const [project] = all('Project').sort(ordered([(p) => participants(p).length, true]));
    const edges = participants(project).sort(ordered([(e) => amountIn(e.amounts, 'EUR'), true]));
    return {
      projects: {
        nodes: [
          {
            id: project.id,
            participants: {
              totalCount: edges.length,
              sum: total(edges.map((e) => e.amounts)),
              byCountry: grouped(edges, ({ node }) => [node.country]).map(({ key, list }) => ({
                key,
                count: list.length,
                sum: total(list.map((e) => e.amounts)),
              })),
              edges: edges.slice(0, 20).map((e) => ({ role: e.role, amounts: e.amounts, node: { id: e.id } })),
            },
          },
        ],
      },
    };
  },
};
