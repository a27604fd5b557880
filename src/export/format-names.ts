/** The formats of an export; `formats.ts` holds their writers, which load libraries. */
export const exportFormats = ['facts', 'csv', 'jsonld', 'turtle', 'graphml', 'gexf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The two tables of the format csv. */
export const tables = ['nodes', 'edges'] as const;
export type Table = (typeof tables)[number];
