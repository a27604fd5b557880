/** The kind of institution for each activity type, by which the Commission classifies participants of EU programmes. */
export const ACTIVITY_TYPES = { HES: 'UNIVERSITY', PRC: 'COMPANY', REC: 'RESEARCH', PUB: 'AGENCY', OTH: 'OTHER' };
