/** The whole suite runs (`npm run test:all`), and not only what shows most mistakes in minutes. */
export const isWhole = process.env.ENTENTE_TEST === 'all';

/** A size of a test for each of the two. */
export const sized = (quick: number, whole: number): number => (isWhole ? whole : quick);
