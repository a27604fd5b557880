/** The queries to compare with rivals, in Entente's schema. bench/run.js uses the first one too. */

export const SIZES = { institutions: 20, projects: 10, areas: 5 };
export const COUNTRY = 'KR';

export const THREE_LEVEL = `{
  institutions(first: ${SIZES.institutions}) { nodes { id name
    projects(first: ${SIZES.projects}) { edges { role amounts { amount currency } node { id name
      areas(first: ${SIZES.areas}) { nodes { id name } }
    } } }
  } }
}`;

/** Institutions in a project with a participant from the country; those with most projects first. */
export const DEEP_FILTER = `{
  institutions(
    where: { projects: { some: { participants: { some: { country: { eq: "${COUNTRY}" } } } } } }
    orderBy: [{ projects: { count: DESC } }, { name: ASC }]
    first: ${SIZES.institutions}
  ) { totalCount nodes { id name projects { totalCount } } }
}`;

/** A list of 100 rows with 10 fields, and the cheapest query: over HTTP, against servers without a database. */
export const LIST = `{
  projects(first: 100) { nodes {
    id name summary status duration sameAs
    period { edtf } budget { amount currency } names { text language } label { text }
  } }
}`;
export const TYPENAME = '{ __typename }';
