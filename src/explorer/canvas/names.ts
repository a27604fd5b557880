/** Names come from other people's files: characters that would reverse, hide or flood the text around them are removed. */

// Direction marks, and characters without width: soft hyphens, word joiners, tags.
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E0FFF}]/gu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
// Scripts need at most three marks on a letter; hundreds would cover the lines above.
const MARKS = /(\p{M}{3})\p{M}+/gu;

/** The characters of a name that are processed; the displayed text is far shorter. */
const MAX_READ = 2_000;
const MAX_LENGTH = 44;
/** The width of a line in columns; a Korean or Chinese character takes two. */
const LINE_COLUMNS = 22;
const WIDE = /[\p{scx=Hang}\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/gu;
const columnsOf = (text: string) => text.length + (text.match(WIDE)?.length ?? 0);

/** A text on one line, without invisible or control characters. */
export function legible(text: string): string {
  return text
    .slice(0, MAX_READ)
    .replace(INVISIBLE, '')
    .replace(CONTROLS, ' ')
    .replace(LONE_SURROGATES, '\u{FFFD}')
    .replace(MARKS, '$1')
    .trim();
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A legible name of at most `most` characters (graphemes), 44 by default. */
export function shortName(text: string, most = MAX_LENGTH): string {
  const whole = legible(text);
  if (whole.length <= most) return whole;
  let shortened = '';
  let count = 0;
  for (const { segment } of graphemes.segment(whole)) {
    count += 1;
    if (count > most) return `${shortened.trimEnd()}…`;
    // The ellipsis takes the place of the last character that fits.
    if (count < most) shortened += segment;
  }
  return whole;
}

/** A short name on one or two lines, broken at the space nearest to its middle. */
export function linesOf(text: string): readonly string[] {
  const name = shortName(text);
  const columns = columnsOf(name);
  if (columns <= LINE_COLUMNS) return name === '' ? [] : [name];
  let at = -1;
  let nearest = columns;
  for (let i = name.indexOf(' '); i >= 0; i = name.indexOf(' ', i + 1)) {
    const off = Math.abs(columnsOf(name.slice(0, i)) - columns / 2);
    if (off < nearest) [at, nearest] = [i, off];
  }
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}
