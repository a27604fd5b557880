import { parse as parseDuration } from 'tinyduration';

/** Checks of values that standards define. Each throws an Error whose message says what was expected. */

const currencies = new Set(Intl.supportedValuesOf('currency'));
/** Region codes of Unicode that are not countries: an unknown region, outlying Oceania, and two for testing. */
const NO_COUNTRIES = new Set(['ZZ', 'QO', 'XA', 'XB']);
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Checks a currency code of ISO 4217, such as EUR. */
export function checkCurrency(code: string): string {
  if (!currencies.has(code)) throw new Error('expected a currency code of ISO 4217, such as EUR or KRW');
  return code;
}

/** Codes of countries that tables use beside those of ISO 3166-1, as the European Union does, with what they mean. */
export const OTHER_COUNTRY_CODES: ReadonlyMap<string, string> = new Map([
  ['UK', 'GB'],
  ['EL', 'GR'],
]);

/** Codes that passed the check, which is slow. There are at most 700. */
const countries = new Set<string>();

/** Checks a country code of ISO 3166-1 alpha-2, or EU. */
export function checkCountry(code: string): string {
  if (countries.has(code)) return code;
  // An alias such as UK has a name too; its canonical form is another code.
  const known =
    /^[A-Z]{2}$/.test(code) &&
    !NO_COUNTRIES.has(code) &&
    regions.of(code) !== undefined &&
    new Intl.Locale(`und-${code}`).region === code;
  if (known) countries.add(code);
  else throw new Error('expected a country code of ISO 3166-1, such as KR or GB, or EU');
  return code;
}

/** Checks a language tag of BCP 47 and returns its canonical form. */
export function checkLanguage(tag: string): string {
  try {
    const canonical = Intl.getCanonicalLocales(tag)[0];
    if (canonical) return canonical;
  } catch {}
  throw new Error('expected a language tag of BCP 47, such as en or ko');
}

/** Checks a duration of ISO 8601, such as P3Y. */
export function checkDuration(text: string): string {
  try {
    parseDuration(text);
    return text;
  } catch {
    throw new Error('expected a duration of ISO 8601, such as P3Y for three years');
  }
}
