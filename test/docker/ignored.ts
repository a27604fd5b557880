/** One line of a .dockerignore as an expression for full paths below the context. */
function expression(pattern: string): RegExp {
  const source = pattern
    .replace(/^\/|\/$/g, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?/g, (found) => {
      if (found === '**/') return '(?:.*/)?';
      if (found === '**') return '.*';
      return found === '*' ? '[^/]*' : '[^/]';
    });
  return new RegExp(`^${source}(?:/.*)?$`);
}

/** Whether a .dockerignore hides a path. Unlike git's, its patterns begin at the root of the context, and the last match decides. */
export function ignored(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), fits: expression(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ fits }) => fits.test(path))?.keeps === false;
}
