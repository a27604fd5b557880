import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  valueFromASTUntyped,
} from 'graphql';
import { constantCase } from '../../constant-case.ts';
import { columns } from '../../graph/encoding/values.ts';
import type { Fields } from '../../ontology/declaration.ts';
import { ANY, type Ontology, relationBase } from '../../ontology/ontology.ts';

/** The fields that a query selects below a field, by response key (alias or name). */
export type Collected = ReadonlyMap<string, readonly FieldNode[]>;

/** The same fields by name: all aliases of one field together. */
export type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects the selection below fields, through fragments and without what @skip and @include leave out. */
export function collectedBelow(info: GraphQLResolveInfo, nodes: readonly FieldNode[]): Collected {
  const collected = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const walk = (selections: readonly SelectionNode[]) => {
    for (const selection of selections) {
      if (selection.directives?.length) {
        const skipped = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true;
        const included = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if !== false;
        if (skipped || !included) continue;
      }
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const fields = collected.get(name);
        if (fields) fields.push(selection);
        else collected.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet.selections);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        walk(info.fragments[selection.name.value]?.selectionSet.selections ?? []);
      }
    }
  };
  for (const node of nodes) walk(node.selectionSet?.selections ?? []);
  return collected;
}

/** Groups collected fields by name. */
export function byName(collected: Collected): Selected {
  const selected = new Map<string, FieldNode[]>();
  for (const nodes of collected.values()) {
    for (const node of nodes) selected.set(node.name.value, [...(selected.get(node.name.value) ?? []), node]);
  }
  return selected;
}

/** Whether a selection on a connection needs its rows, or only totals, sums and groups. */
export const wantsRows = (selected: Selected) => ['edges', 'nodes', 'pageInfo'].some((name) => selected.has(name));

const argument = (node: FieldNode, name: string, info: GraphQLResolveInfo): unknown => {
  const value = node.arguments?.find((a) => a.name.value === name)?.value;
  return value ? valueFromASTUntyped(value, info.variableValues) : undefined;
};

/** The storage columns that a selection on an entity needs. `type` is its type, or `Entity` for any. */
export function entityColumns(
  ontology: Ontology,
  type: string,
  selected: Selected,
  info: GraphQLResolveInfo,
): string[] {
  const types = type === ANY ? ontology.entities : ontology.entities.filter((e) => e.name === type);
  const needed = new Set(['id']);
  const add = (names: readonly string[]) => names.forEach((name) => void needed.add(name));
  const addField = (name: string) => {
    for (const entity of types) {
      const field = entity.fields[name];
      if (field) add(columns(name, field.kind));
    }
  };
  for (const [name, nodes] of selected) {
    if (name === 'name') needed.add('name');
    if (name === 'label' || name === 'names') add(columns('name', 'names'));
    else if (name === 'name' && nodes.some((node) => node.arguments?.length)) add(columns('name', 'names'));
    else if (name === 'summary' || name === 'sameAs') needed.add(name);
    else if (name === 'sources') add(columns('source', 'sources'));
    else if (name === 'claims') {
      // A claim that is the only one of its field, and has the entity's own sources, is stored on the entity.
      add([...columns('source', 'sources'), 'recordedAt', 'retractedAt']);
      for (const node of nodes) {
        const claimed = argument(node, 'field', info);
        for (const { fields } of types)
          Object.keys(fields)
            .filter((field) => constantCase(field) === claimed)
            .forEach(addField);
      }
    } else if (name === 'fields') {
      add([...columns('source', 'sources'), 'recordedAt', 'retractedAt']);
      for (const { fields } of types) Object.keys(fields).forEach(addField);
    } else addField(name);
  }
  return [...needed].sort();
}

/** Fields of an edge that are computed from the relation's type and ends. */
const ENDS: ReadonlySet<string> = new Set(['type', 'reading', 'direction', 'from', 'to', 'certain']);

/** The storage columns that a selection on relations of some types needs. */
export function relationColumns(ontology: Ontology, types: readonly string[], selected: Selected): string[] {
  const needed = new Set<string>();
  const declared = ontology.relations.filter((r) => types.length === 0 || types.includes(r.type));
  for (const name of selected.keys()) {
    if (name === 'sources') for (const column of columns('source', 'sources')) needed.add(column);
    else if (name === 'id') needed.add(name);
    else if (ENDS.has(name)) for (const column of ['type', 'from', 'to']) needed.add(column);
    else if (name === 'rank' || name === 'recordedAt' || name === 'retractedAt') needed.add(name);
    for (const { properties } of declared) {
      const field = ({ ...relationBase, ...properties } as Fields)[name];
      if (field) for (const column of columns(name, field.kind)) needed.add(column);
    }
  }
  return [...needed].sort();
}
