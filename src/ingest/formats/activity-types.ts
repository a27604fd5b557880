/** What participants of the EU's programmes are, as the Commission codes it, and the kind of institution that is. */
export const ACTIVITY_TYPES = { HES: 'UNIVERSITY', PRC: 'COMPANY', REC: 'RESEARCH', PUB: 'AGENCY', OTH: 'OTHER' };
