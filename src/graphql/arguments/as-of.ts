import {
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLResolveInfo,
  GraphQLString,
  getDirectiveValues,
} from 'graphql';
import { badInput, quoted } from '../../errors.ts';
import { NOW, type TimeTravel } from '../../graph/query/query.ts';
import { LAST, parsePeriod } from '../../ontology/period.ts';

export const asOf = new GraphQLDirective({
  name: 'asOf',
  description:
    'Asks the whole operation, each field, filter, count, sum and hop of it, as of a time. Give at least one of the two; where what is given is null, or a variable that was not sent, it asks about now.',
  locations: [DirectiveLocation.QUERY],
  args: {
    date: {
      type: GraphQLString,
      description:
        'A day, or a date in EDTF, of which the last day counts. What began later is not there; a state (an office, a membership, a sub-unit, a party) that had ended is not there; what happened stays. With uncertain dates it is there when it may be, and the edge says certain: false.',
    },
    known: {
      type: GraphQLString,
      description:
        'A moment, ISO 8601 (2024-06-01T00:00:00Z). Only what had been recorded in this graph by then and not been retracted, as it was recorded.',
    },
  },
});

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

function dayOf(date: string): string {
  try {
    return parsePeriod(date).end ?? LAST;
  } catch (error) {
    throw badInput(`"date" of @asOf: ${(error as Error).message}; got ${quoted(date)}.`);
  }
}

function instantOf(known: string): string {
  const time = MOMENT.test(known) ? Date.parse(known) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw badInput(
    `"known" of @asOf expects a moment of ISO 8601 with its time zone, such as 2024-06-01T00:00:00Z, or a day, which begins in UTC; got ${quoted(known)}.`,
  );
}

/** The time that an operation asks about. Throws BAD_USER_INPUT for what is no time. */
export function timeTravelOf({ operation, variableValues }: GraphQLResolveInfo): TimeTravel {
  const directive = operation.directives?.find(({ name }) => name.value === asOf.name);
  if (!directive) return NOW;
  // One document serves a client that moves through time and comes back: its variables are null for now.
  if (!directive.arguments?.length) {
    throw badInput('@asOf expects a date, a known, or both; got neither. Give one, or leave the directive out.');
  }
  const { date, known } = getDirectiveValues(asOf, operation, variableValues) as {
    date?: string | null;
    known?: string | null;
  };
  return {
    asOf: typeof date === 'string' ? dayOf(date) : null,
    known: typeof known === 'string' ? instantOf(known) : null,
  };
}
