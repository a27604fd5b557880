/** Whether the whole suite runs (`npm run test:all`), or only the part that finds most mistakes within minutes. */
export const isWhole = process.env.ENTENTE_TEST === 'all';

/** The size of a test in the short and in the whole suite. */
export const sized = (quick: number, whole: number): number => (isWhole ? whole : quick);
