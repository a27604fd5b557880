import { isAscii } from 'node:buffer';
import { type Readable, Transform } from 'node:stream';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** Bytes from which the encoding is detected. */
export const SAMPLE = 64 * 1024;

/** Detects UTF-16 without a byte order mark, by the zero bytes beside ASCII characters, which every table has. */
function utf16Of(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i += 1) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 20;
  if (odd > many && even < odd / 10) return 'utf-16le';
  return even > many && odd < even / 10 ? 'utf-16be' : undefined;
}

/** Number of words from which the statistics of letters are meaningful. */
const ENOUGH_WORDS = 10;
/** Lowest accepted confidence, of 100, for multi-byte and single-byte encodings; for the latter it hardly ever exceeds 50. */
const CONFIDENT = { several: 60, single: 15 };
/** How many times likelier than Western European another encoding must be, if all words could be Western European. */
const MUCH_LIKELIER = 2;

const several = /^(big5|gb18030|shift_jis|euc-jp|euc-kr)$/;
const single = /^(iso-8859-|windows-125|koi8-)/;
const western = /^(iso-8859-1|windows-1252)$/;
/** What no Western European word has: signs (Polish \u0142 is \u00b3 there), or many accents in a row (as Cyrillic letters are). */
const foreign = /\p{L}[^\p{L}’‘'´ªº°·-]|[^\p{L}’‘'´ªº°·¡¿«»“”„(-]\p{L}|[\u00c0-\u00ff]{4}/u;

/** The encoding of text that is not UTF-8: the Western European one, unless the letters clearly say another. */
function detectEncoding(sample: Buffer): string {
  const guesses = (bytes: Buffer) =>
    analyse(bytes).map(({ name, confidence }) => ({ name: name.toLowerCase(), confidence }));
  const wide = guesses(sample).find(({ name, confidence }) => several.test(name) && confidence >= CONFIDENT.several);
  if (wide) return wide.name;
  // Only words with other letters, as English ones, such as those of the header, would count for Western Europe.
  const words = [...new Set(sample.toString('latin1').match(/[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*/g))];
  const likely = guesses(Buffer.from(words.join(' '), 'latin1')).filter(({ name }) => single.test(name));
  const west = likely.find(({ name }) => western.test(name))?.confidence ?? 0;
  const other = likely.find(({ name }) => !western.test(name));
  const odd = words.filter((word) => foreign.test(iconv.decode(Buffer.from(word, 'latin1'), 'windows-1252'))).length;
  const clear =
    (odd > 1 && odd * 10 >= words.length) ||
    (words.length >= ENOUGH_WORDS &&
      other !== undefined &&
      other.confidence >= CONFIDENT.single &&
      other.confidence >= west * MUCH_LIKELIER);
  return clear && other ? other.name : 'windows-1252';
}

/** Converts text to UTF-8, and notes the encoding if it is another one that the user did not name. */
export function decoded(source: Readable, note: (text: string) => void, named: string | undefined): Readable {
  let decoder: ReturnType<typeof iconv.getDecoder> | undefined;
  let first: Buffer[] = [];
  let size = 0;
  let utf8 = false;
  let passed = false;
  const begin = (sample: Buffer): ReturnType<typeof iconv.getDecoder> => {
    const bom16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff);
    let encoding = named ?? 'utf-8';
    if (named === undefined && bom16) encoding = sample[0] === 0xff ? 'utf-16le' : 'utf-16be';
    else if (named === undefined) encoding = utf16Of(sample) ?? (isUtf8(sample) ? 'utf-8' : detectEncoding(sample));
    utf8 = /^utf-?8$/i.test(encoding);
    if (!utf8 && named === undefined)
      note(`read as ${encoding}, as it is no UTF-8; --encoding NAME reads it as another`);
    return iconv.getDecoder(encoding);
  };
  const text = (chunk: string) => {
    if (utf8 && chunk.includes('\ufffd')) note('bytes that are no UTF-8, each read as \ufffd');
    return chunk;
  };
  const transform = new Transform({
    readableObjectMode: false,
    decodeStrings: true,
    encoding: 'utf8',
    transform(chunk: Buffer, _encoding, done) {
      try {
        if (decoder) return done(null, text(decoder.write(chunk)));
        // ASCII is the same in all encodings, so the next chunk decides.
        if (passed && named === undefined && isAscii(chunk)) return done(null, chunk.toString('latin1'));
        first.push(chunk);
        size += chunk.length;
        if (size < SAMPLE) return done();
        const sample = Buffer.concat(first);
        first = [];
        size = 0;
        passed = named === undefined && isAscii(sample) && !utf16Of(sample);
        if (passed) return done(null, sample.toString('latin1'));
        decoder = begin(sample);
        done(null, text(decoder.write(sample)));
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        const ending = decoder ?? begin(Buffer.concat(first));
        if (!decoder) this.push(text(ending.write(Buffer.concat(first))));
        const rest = ending.end();
        done(null, rest || undefined);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  source.on('error', (error) => transform.destroy(error));
  transform.on('close', () => source.destroy());
  return source.pipe(transform);
}

/** Whether text is UTF-8 apart from a few bytes, as a file that was put together from several can have two encodings. */
function isUtf8(sample: Buffer): boolean {
  // The sample may end in the middle of a character.
  const text = new TextDecoder('utf-8').decode(sample, { stream: true });
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  // Bytes of another encoding are hardly ever a valid character of UTF-8.
  return wrong === 0 || (text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0) >= wrong;
}
