import { parse as parseDuration } from 'tinyduration';

/** Checks of values that standards define; each throws an Error whose message says what was expected. */

const currencies = new Set(Intl.supportedValuesOf('currency'));
/** Regions that Unicode has made up: an unknown one, parts of the ocean, and two for trying out. */
const NO_COUNTRIES = new Set(['ZZ', 'QO', 'XA', 'XB']);
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** ISO 4217. */
export function checkCurrency(code: string): string {
  if (!currencies.has(code)) throw new Error('expected a currency code of ISO 4217, such as EUR or KRW');
  return code;
}

/** Those that were asked for: there are no more than 700 codes, and asking costs more than all else in a row. */
const countries = new Set<string>();

/** ISO 3166-1 alpha-2, or EU. */
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

/** BCP 47; the answer is the canonical form. */
export function checkLanguage(tag: string): string {
  try {
    const canonical = Intl.getCanonicalLocales(tag)[0];
    if (canonical) return canonical;
  } catch {}
  throw new Error('expected a language tag of BCP 47, such as en or ko');
}

/** ISO 8601, such as P3Y. */
export function checkDuration(text: string): string {
  try {
    parseDuration(text);
    return text;
  } catch {
    throw new Error('expected a duration of ISO 8601, such as P3Y for three years');
  }
}

export function checkUri(text: string): string {
  if (!URL.canParse(text)) throw new Error('expected a URI, such as https://ror.org/00abc');
  return text;
}
