import { readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';

/** A code block of a recipe in CONTRIBUTING.md. */
export interface Block {
  /** The heading of the recipe. */
  readonly recipe: string;
  readonly language: string;
  /**
   * What follows the language, as `name=value`. `file=` names a new file. `add=` names a file that exists, and `after=` or
   * `before=` the text beside which the block is inserted; several are searched one after another.
   */
  readonly info: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

function readBlocks(page: string): Block[] {
  let recipe = '';
  return new MarkdownIt().parse(page, {}).flatMap((token, i, tokens) => {
    if (token.type === 'heading_open') recipe = tokens[i + 1]?.content ?? '';
    if (token.type !== 'fence') return [];
    const [language = ''] = token.info.split(' ');
    const pairs = [...token.info.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)];
    const info = pairs.map(
      ([, name = '', quoted, plain]) =>
        [name, (quoted ?? plain ?? '').replaceAll('\\"', '"').replaceAll('\\n', '\n')] as const,
    );
    return [{ recipe, language, info, text: token.content }];
  });
}

/** The code blocks of all recipes, in the order of the page. */
export const blocks: readonly Block[] = readBlocks(
  readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8'),
).filter(({ recipe }) => /^Add an? /.test(recipe));

/** A text as the formatter leaves it, whatever its line breaks. */
const withoutLayout = (text: string) => text.replace(/[\s,]+/g, '');

/**
 * Applies the recipes to the project's files and returns the new text of each path.
 *
 * @param read gives the text of a file of the project, or undefined if there is none
 * @throws Error if a block creates a file that exists with another text, or the place of a block is not found
 */
export function applyBlocks(read: (path: string) => string | undefined): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const { recipe, info, text } of blocks) {
    const [[kind, path] = [], ...places] = info;
    if (path === undefined || (kind !== 'file' && kind !== 'add')) continue;
    const whole = changed.get(path) ?? read(path);
    if (kind === 'file') {
      const isOther = whole !== undefined && withoutLayout(whole) !== withoutLayout(text);
      if (isOther) throw new Error(`${recipe}: expected no file ${path} yet, or the one that the page shows`);
      changed.set(path, text);
      continue;
    }
    if (whole === undefined) throw new Error(`${recipe}: expected a file ${path}`);
    let at = 0;
    for (const [side, mark] of places) {
      const found = whole.indexOf(mark, at);
      if (found < 0) throw new Error(`${recipe}: expected ${path} to contain "${mark}"`);
      at = side === 'after' ? found + mark.length : found;
    }
    changed.set(path, `${whole.slice(0, at)}\n${text}${whole.slice(at)}`);
  }
  return changed;
}
