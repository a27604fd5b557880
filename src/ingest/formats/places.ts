import type { Place } from '../../ontology/facts.ts';
import type { Row } from './row.ts';

/** Makes a place of the parts that a row states; undefined if it states none. Reports coordinates that are not on the globe. */
export function placeOf(
  row: Row,
  column: string,
  {
    city,
    country,
    at,
  }: { city?: string | undefined; country?: string | undefined; at?: readonly number[] | undefined },
): Place | undefined {
  const [latitude = null, longitude = null] = at ?? [];
  if (at && !(Math.abs(latitude ?? 91) <= 90 && Math.abs(longitude ?? 181) <= 180))
    return row.problem(column, 'a latitude from -90 to 90 and a longitude from -180 to 180', at.join(','));
  if (city === undefined && country === undefined && !at) return undefined;
  return { name: null, city: city ?? null, country: country ?? null, latitude, longitude };
}
