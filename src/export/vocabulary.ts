/**
 * The terms of well-known vocabularies for the types and fields of the ontology: schema.org, the W3C's ORG, SKOS and
 * PROV, and Dublin Core. Unlisted terms get a name in Entente's own namespace, so a new type needs no entry.
 */

export const prefixes = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema: 'https://schema.org/',
  org: 'http://www.w3.org/ns/org#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  prov: 'http://www.w3.org/ns/prov#',
  dcterms: 'http://purl.org/dc/terms/',
  edtf: 'http://id.loc.gov/datatypes/edtf/',
} as const;

interface EntityTerms {
  /** Classes in addition to Entente's own. */
  readonly classes: readonly string[];
  /** Properties for names, if not those of schema.org. */
  readonly names?: { readonly shown: string; readonly other: string };
  readonly fields?: Readonly<Record<string, string>>;
}

export const entityTerms: Readonly<Record<string, EntityTerms>> = {
  Minister: { classes: ['schema:Person'] },
  Institution: { classes: ['schema:Organization', 'org:Organization'], fields: { place: 'schema:location' } },
  Area: {
    classes: ['skos:Concept'],
    names: { shown: 'skos:prefLabel', other: 'skos:altLabel' },
    fields: { code: 'skos:notation' },
  },
  Project: { classes: ['schema:Project'], fields: { period: 'dcterms:temporal' } },
  Event: { classes: ['schema:Event'], fields: { period: 'dcterms:temporal', place: 'schema:location' } },
  Agreement: { classes: [], fields: { signed: 'dcterms:dateAccepted', period: 'dcterms:valid' } },
  Document: {
    classes: ['schema:CreativeWork', 'prov:Entity'],
    fields: { url: 'schema:url', language: 'schema:inLanguage', published: 'schema:datePublished' },
  },
};

/** Terms for fields of any type. */
export const fieldTerms: Readonly<Record<string, string>> = { kind: 'dcterms:type' };

interface RelationTerms {
  readonly property: string;
  /** The property points from the relation's `to` to its `from`. */
  readonly inverse?: boolean;
  /** The class of the statement itself, and its properties that point to both ends. */
  readonly statement?: { readonly class: string; readonly from: string; readonly to: string; readonly role?: string };
}

export const relationTerms: Readonly<Record<string, RelationTerms>> = {
  HOLDS_OFFICE: {
    property: 'org:memberOf',
    statement: { class: 'org:Membership', from: 'org:member', to: 'org:organization', role: 'org:role' },
  },
  ATTENDED: { property: 'schema:attendee', inverse: true },
  ORGANISED: { property: 'schema:organizer', inverse: true },
  PARTICIPATED: { property: 'schema:attendee', inverse: true },
  DISCUSSED: { property: 'schema:about' },
  PART_OF_EVENT: { property: 'schema:superEvent' },
  COVERS: { property: 'dcterms:subject' },
  IN_AREA: { property: 'dcterms:subject' },
  PARTICIPATES_IN: { property: 'schema:member', inverse: true },
  FUNDS: { property: 'schema:funder', inverse: true },
  WORKS_ON: { property: 'schema:knowsAbout' },
  SUBUNIT_OF: { property: 'org:subOrganizationOf' },
  SUCCEEDED_BY: { property: 'dcterms:isReplacedBy' },
  NARROWER_THAN: { property: 'skos:broader' },
  PUBLISHED: { property: 'schema:publisher', inverse: true },
  MENTIONS: { property: 'schema:mentions' },
};
