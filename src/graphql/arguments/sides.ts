import { badInput, quoted } from '../../errors.ts';
import type { BetweenModel } from '../../ontology/between.ts';
import { checkCountry } from '../../ontology/codes.ts';
import { ANY, idPrefix, type Ontology } from '../../ontology/ontology.ts';
import { LARGEST_PAGE } from '../../page-size.ts';
import type { AskedSide } from '../../traverse/between-sides.ts';
import { checkId, readStandard, withArticle } from './argument-reader.ts';

/** Begins a country as a side: country:KR. */
const COUNTRY = 'country:';
/** Ids and countries of a side. */
const MOST = LARGEST_PAGE;

/** The types that a side can have, in words: "an institution or a minister". */
const typesOf = ({ sides }: BetweenModel) => sides.map(withArticle).join(' or ');

function sideOf(ontology: Ontology, model: BetweenModel, name: 'a' | 'b', given: readonly string[]): AskedSide {
  const expected = `${typesOf(model)} by its id, or a country as ${COUNTRY}KR`;
  if (given.length === 0) throw badInput(`"${name}" expects at least one side: ${expected}; got none.`);
  if (given.length > MOST) {
    throw badInput(`"${name}" expects at most ${MOST} ids; got ${given.length}. Name the body that they are part of.`);
  }
  const ids = new Set<string>();
  const countries = new Set<string>();
  for (const one of given) {
    if (one.startsWith(COUNTRY) && !ontology.typeOfId(one.toLowerCase())) {
      const code = one.slice(COUNTRY.length).toUpperCase();
      readStandard(code, checkCountry, (wanted) => `"${name}": ${wanted} after "${COUNTRY}"; got ${quoted(one)}.`);
      countries.add(code);
      continue;
    }
    const id = checkId(ontology, one, ANY, name);
    const type = ontology.typeOfId(id)?.name ?? '';
    if (!model.sides.includes(type)) {
      throw badInput(
        `"${name}" expects ${expected}; got ${quoted(id)}, ${withArticle(type)}, which cannot be a side. Name those who took part in it, or read what you are looking for from the ${idPrefix(type)} itself.`,
      );
    }
    ids.add(id);
  }
  return { ids: [...ids], countries: [...countries] };
}

/** The two sides in the arguments of `between`. Throws BAD_USER_INPUT for what can't be a side, and for one in both lists. */
export function sidesOf(
  ontology: Ontology,
  model: BetweenModel,
  args: { readonly a: readonly string[]; readonly b: readonly string[] },
): Readonly<Record<'a' | 'b', AskedSide>> {
  const sides = { a: sideOf(ontology, model, 'a', args.a), b: sideOf(ontology, model, 'b', args.b) };
  const both = [
    ...sides.a.ids.filter((id) => sides.b.ids.includes(id)),
    ...sides.a.countries.filter((code) => sides.b.countries.includes(code)).map((code) => COUNTRY + code),
  ];
  if (both[0] !== undefined) {
    throw badInput(`"a" and "b" expect different sides; got ${quoted(both[0])} in both. Leave it out of one of them.`);
  }
  return sides;
}

/** The error for an id that the graph doesn't have. */
export const unknownSide = (name: 'a' | 'b', id: string) =>
  badInput(
    `"${name}" expects ids that the graph has; got ${quoted(id)}, which it does not have. Find the id with search, or name a country as ${COUNTRY}KR.`,
  );
