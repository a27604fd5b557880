import { contradict } from '../../ontology/agreement.ts';
import type { Fields } from '../../ontology/declaration.ts';
import type { Values } from '../../ontology/facts.ts';
import { CONTESTED, DOCUMENTS } from './names.ts';
import type { Properties } from './values.ts';

/** The properties that filters by evidence compare. They derive from facts, so no fingerprint covers them. */

/**
 * The property with the documents of a fact, each once. Nearly every fact cites each of its documents once: then its
 * sources list them, and nothing is stored. `all`: also those of its names and of its fields.
 */
export function documentsProperty(own: readonly string[], all: readonly string[]): Properties {
  const documents = new Set(all);
  const isListed = new Set(own).size === own.length && own.length === documents.size;
  return isListed ? {} : { [DOCUMENTS]: [...documents] };
}

/** The property that marks a relation whose documents state different values of one of its properties. */
export function contestedProperty(
  valuesByDocument: Readonly<Record<string, Values>> | undefined,
  fields: Fields,
): Properties {
  const stated = Object.values(valuesByDocument ?? {});
  const isContested = Object.entries(fields).some(([name, field]) => {
    const values = stated.flatMap((one) => (one[name] === undefined ? [] : [one[name]]));
    return values.some((value, i) => values.slice(i + 1).some((other) => contradict(field, value, other)));
  });
  return isContested ? { [CONTESTED]: true } : {};
}
