import { ANY } from '../../ontology/declaration.ts';
import { LONG, lengthToken } from '../../tokens/tokens.ts';

/**
 * The labels, relationship types and property names that Entente uses in a database.
 *
 * A database may also hold other people's data, under any label but `Entity` and with relationships of any type. So
 * everything that Entente matches or keeps unique has a name that begins with Entente: a label per entity type beside
 * the readable one (`:Entity:Project:EntenteProject`), relationship types, and ids of relations. Nobody else writes
 * these relationship types, so the label at the far end need not be checked: Neo4j counts relations from the degree.
 */

/** The label that Entente matches entities of a type by. */
export const typeLabel = (type: string) => (type === ANY ? ANY : `Entente${type}`);

const RELATION = 'ENTENTE_';
/** The relationship type of the current relations of a type. */
export const relationshipType = (type: string) => RELATION + type;
/** The property that holds the id of a relation. */
export const RELATION_ID = 'ententeId';
/** The property of a relation that holds what each document states, as JSON, if the documents disagree. */
export const VALUES_BY_DOCUMENT = 'ententeTold';
/** The property of a relation that holds the rank that each document gives it, as JSON, if the documents disagree. */
export const RANKS_BY_DOCUMENT = 'ententeRanks';
/** The property of an entity that holds what each document states, as JSON, if the other properties don't determine it. */
export const STATED_BY = 'ententeStatedBy';

/** The property that lists the documents that a fact cites, each once, if its `sourceDocuments` don't. */
export const DOCUMENTS = 'ententeDocuments';
/** The property of a relation for which documents state different values; absent otherwise. */
export const CONTESTED = 'ententeContested';
/** The properties that hold the first and the last day on which a fact certainly holds; absent if there is none. */
export const CERTAIN_FROM = 'certainFrom';
export const CERTAIN_TO = 'certainTo';

/**
 * The property of a relation that holds the first day on which it certainly held by its own date, or by those that
 * passages speak of, if its type presupposes that one of its ends existed then.
 */
export const DATED_FROM = 'datedFrom';

/**
 * The property of an entity that holds the first day on which it can have begun, because of what announces it; absent if
 * its own dates begin no earlier.
 */
export const BEGINS_FROM = 'beginsFrom';

export const CLAIM = 'EntenteClaim';
export const DATABASE = 'EntenteDatabase';
/** The progress of an import, so that it can resume. */
export const IMPORT = 'EntenteImport';
/** A relation that was imported before one of its ends. */
export const PENDING_RELATION = 'EntenteAwaiting';

const DEPRECATED_RELATION = 'ENTENTE_DEPRECATED_';
/**
 * The relationship type of deprecated relations. Hardly any query reads them; with a type of their own, no other
 * query has to check ranks.
 */
export const deprecatedType = (type: string) => DEPRECATED_RELATION + type;

/** The label of earlier states of entities and claims. */
export const PAST = 'EntentePast';
/** Leads from an entity to its earlier states. */
export const WAS = 'ENTENTE_WAS';
const PAST_RELATION = 'ENTENTE_PAST_';
/** The relationship type of earlier states of relations. */
export const pastType = (type: string) => PAST_RELATION + type;

/** All prefixes of relationship types, longest first. */
export const RELATION_PREFIXES = [DEPRECATED_RELATION, PAST_RELATION, RELATION];
/** The relation type of the ontology that a relationship type in the database stands for. */
export const typeOfRelationship = (type: string) =>
  RELATION_PREFIXES.reduce((text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text), type);

/** Leads from an entity to its claims. */
export const CLAIMED = 'ENTENTE_CLAIMED';
/** Leads from an entity to earlier states of its claims. */
export const CLAIMED_BEFORE = 'ENTENTE_CLAIMED_BEFORE';

/** The property with an entity's search tokens, separated by spaces. */
export const TOKENS = 'ententeTokens';
/** The property with the length of an entity's display name, in letters. */
export const LENGTH = 'ententeLength';
/**
 * Classes of name lengths, shortest first, for a search that returns the shortest of very many names. An entity
 * keeps the length tokens of its former names; LENGTH holds the current length.
 */
export const LENGTH_CLASSES = [8, 12, 15, 18, 21, 24, 28, 33, 40, 60, LONG - 1, Number.MAX_SAFE_INTEGER].map(
  (most, i, all) => {
    const least = (all[i - 1] ?? -1) + 1;
    const lengths = Array.from({ length: Math.min(most, LONG) - least + 1 }, (_, offset) => least + offset);
    return { least, most, tokens: lengths.map(lengthToken) };
  },
);
/** The full-text index on tokens, in databases that have one. */
export const TOKEN_INDEX = 'entente_tokens';
