/**
 * The lines of a text that comes in pieces; the last one is empty if the text ends with a line break. At most one line is
 * held.
 *
 * @param most characters that an unfinished line may have
 * @param tooLong makes the error for a longer one
 */
export async function* linesIn(
  pieces: AsyncIterable<string>,
  most: number,
  tooLong: () => Error,
): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const lines = piece.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      const whole = parts.length > 0 ? parts.join('') + line : line;
      [parts, length] = [[], 0];
      yield whole;
    }
    parts.push(last);
    length += last.length;
    if (length > most) throw tooLong();
  }
  yield parts.join('');
}
