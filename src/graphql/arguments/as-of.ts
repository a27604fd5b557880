import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLResolveInfo,
  GraphQLString,
  getDirectiveValues,
} from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import { filtersIn } from '../../graph/query/find-filters.ts';
import { NOW, type TimeTravel } from '../../graph/query/query.ts';
import { LAST, parsePeriod } from '../../ontology/period.ts';
import { readStandard } from './argument-reader.ts';

const certainties = new GraphQLEnumType({
  name: 'Certainty',
  description: 'Which facts count as of a day, where dates and sources leave it open.',
  values: {
    POSSIBLE: { description: 'Those that may have held then; `certain` says which ones certainly did.' },
    CERTAIN: {
      description:
        'Only those that certainly held then: by their dates, whichever days these mean, or by the dates of the documents that state them.',
    },
  },
});

/** The directive @asOf. */
export const asOf = new GraphQLDirective({
  name: 'asOf',
  description:
    'Answers the whole operation as of a time: every field, filter, count, sum and hop. Give a date, a known time, or both. Null, or a variable that is not sent, means now.',
  locations: [DirectiveLocation.QUERY],
  args: {
    date: {
      type: GraphQLString,
      description:
        'A day, or a date in EDTF, whose last day counts. Leaves out what began later, and states (an office, a membership, a sub-unit, a party) that had ended; what happened stays. Where uncertain dates leave it open, the fact is included and its edge has certain: false.',
    },
    certainty: {
      type: certainties,
      defaultValue: 'POSSIBLE',
      description: 'Whether facts that may have held on the date count, or only those that certainly did.',
    },
    known: {
      type: GraphQLString,
      description:
        'A timestamp in ISO 8601 (2024-06-01T00:00:00Z). Shows only what this graph had recorded by then and not retracted, as it was recorded.',
    },
  },
});

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const dayOf = (date: string): string =>
  readStandard(date, parsePeriod, (expected) => `"date" of @asOf: ${expected}; got ${quoted(date)}.`).end ?? LAST;

function timestampOf(known: string): string {
  const time = TIMESTAMP.test(known) ? Date.parse(known) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw badInput(
    `"known" of @asOf expects a timestamp in ISO 8601 with a time zone, such as 2024-06-01T00:00:00Z, or a day, which begins in UTC; got ${quoted(known)}.`,
  );
}

/**
 * Returns a part of a query.
 *
 * @throws BAD_USER_INPUT if it asks what is certain, in a filter or as a key of groups, in an operation without a day.
 */
export function dated<T>(part: T, { asOf }: TimeTravel): T {
  const [certain] = asOf === null ? filtersIn(part, ['certain']) : [];
  if (!certain) return part;
  throw badInput(
    `"${certain.path}" asks what was certain on a date, and this operation has none. Give one, such as query @asOf(date: "2024-03-26") { … }, or leave it out.`,
  );
}

/** The time in the operation's @asOf; without the directive, now. Throws BAD_USER_INPUT for a malformed time. */
export function timeTravelOf({ operation, variableValues }: GraphQLResolveInfo): TimeTravel {
  const directive = operation.directives?.find(({ name }) => name.value === asOf.name);
  if (!directive) return NOW;
  // A client that moves through time sends one document for all times, with null for now.
  if (!directive.arguments?.length) {
    throw badInput('@asOf expects a date, a known, or both; got neither. Give one, or leave the directive out.');
  }
  const { date, certainty, known } = getDirectiveValues(asOf, operation, variableValues) as {
    date?: string | null;
    certainty?: TimeTravel['certainty'] | null;
    known?: string | null;
  };
  if (certainty === 'CERTAIN' && typeof date !== 'string') {
    throw badInput(
      '"certainty" of @asOf expects a date beside it, as facts are certain on a day; got CERTAIN and no date. Give a date, or leave certainty out.',
    );
  }
  return {
    asOf: typeof date === 'string' ? dayOf(date) : null,
    certainty: certainty ?? 'POSSIBLE',
    known: typeof known === 'string' ? timestampOf(known) : null,
  };
}
