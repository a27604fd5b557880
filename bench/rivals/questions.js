/** The questions that the rivals are asked as well, in Entente's words. The first one is that of bench/run.js. */

export const SIZES = { institutions: 20, projects: 10, areas: 5 };
export const COUNTRY = 'KR';

export const THREE_LEVEL = `{
  institutions(first: ${SIZES.institutions}) { nodes { id name
    projects(first: ${SIZES.projects}) { edges { role amounts { amount currency } node { id name
      areas(first: ${SIZES.areas}) { nodes { id name } }
    } } }
  } }
}`;

/** Institutions with a project in which somebody from the country takes part; those with most projects first. */
export const DEEP_FILTER = `{
  institutions(
    where: { projects: { some: { participants: { some: { country: { eq: "${COUNTRY}" } } } } } }
    orderBy: [{ projects: { count: DESC } }, { name: ASC }]
    first: ${SIZES.institutions}
  ) { totalCount nodes { id name projects { totalCount } } }
}`;

/** A list of 100 with 10 fields, and what costs a GraphQL server the least: over HTTP, against servers with nothing behind them. */
export const LIST = `{
  projects(first: 100) { nodes {
    id name summary status duration sameAs
    period { edtf } budget { amount currency } names { text language } label { text }
  } }
}`;
export const TYPENAME = '{ __typename }';
