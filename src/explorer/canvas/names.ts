/** Names come from files of others: what would turn, hide or flood what is around them is left out of what is drawn. */

// Marks of direction, and what takes no room: soft hyphens, joiners of words, tags.
const UNSEEN =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E0FFF}]/gu;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;
const LONE = /\p{Cs}/gu;
// Scripts need three marks on a letter at most; hundreds run over the lines above.
const MARKS = /(\p{M}{3})\p{M}+/gu;

/** Beyond this no name is looked at: what is shown is far shorter. */
const READ = 2_000;
const LONGEST = 44;
/** In columns, of which a Korean or Chinese letter takes two. */
const LINE = 22;
const WIDE = /[\p{scx=Hang}\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}]/gu;
const columnsOf = (text: string) => text.length + (text.match(WIDE)?.length ?? 0);

/** A text in one line that draws nothing but its letters. */
export function legible(text: string): string {
  return text
    .slice(0, READ)
    .replace(UNSEEN, '')
    .replace(CONTROLS, ' ')
    .replace(LONE, '\u{FFFD}')
    .replace(MARKS, '$1')
    .trim();
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A legible name of about 44 characters at most, and never half a letter. */
export function shortName(text: string, most = LONGEST): string {
  const whole = legible(text);
  if (whole.length <= most) return whole;
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(whole)) {
    count += 1;
    if (count > most) return `${kept.trimEnd()}…`;
    // The text before the last character that fits, as the ellipsis takes its place.
    if (count < most) kept += segment;
  }
  return whole;
}

/** A short name in one line or two, broken at the space nearest to its middle. */
export function linesOf(text: string): readonly string[] {
  const name = shortName(text);
  const columns = columnsOf(name);
  if (columns <= LINE) return name === '' ? [] : [name];
  let at = -1;
  let nearest = columns;
  for (let i = name.indexOf(' '); i >= 0; i = name.indexOf(' ', i + 1)) {
    const off = Math.abs(columnsOf(name.slice(0, i)) - columns / 2);
    if (off < nearest) [at, nearest] = [i, off];
  }
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}
