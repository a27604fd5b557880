/** How many rows a list has when a query doesn't say. */
export const DEFAULT_PAGE = 20;

/** The largest page that a query may request. The schema refuses more, and the cost limits are based on it. */
export const LARGEST_PAGE = 500;
