import { load } from 'cheerio';

/** What a crawl needs of an answer. */
export interface Crawled {
  readonly status: number;
  /** Its content type. */
  readonly type: string;
  readonly text: string;
}

/** All addresses on a page that lead to the same host. */
export function linksOf(html: string, at: string): string[] {
  const $ = load(html);
  const found = $('[href], [src], [action]')
    .toArray()
    .map((element) => ['href', 'src', 'action'].map((name) => $(element).attr(name)).find((value) => value));
  const urls = found.map((link) => new URL(link ?? '', at));
  return urls.filter(({ host }) => host === new URL(at).host).map(({ href }) => href.replace(/#.*/, ''));
}

/** Asks for some addresses and for what they link to, and resolves to the status of each. */
export async function crawl(
  ask: (url: string) => Promise<Crawled>,
  starts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const waiting = [...starts];
  for (let url = waiting.shift(); url; url = waiting.shift()) {
    if (seen.has(url)) continue;
    const { status, type, text } = await ask(url);
    seen.set(url, status);
    const links = type.startsWith('text/html') && seen.size <= starts.length ? linksOf(text, url) : [];
    const entities = links.filter((link) => /\/entity\/[^?]+$/.test(link) && !link.endsWith('.jsonld'));
    // One page of an entity stands for all.
    waiting.push(...links.filter((link) => !entities.slice(1).includes(link)));
  }
  return seen;
}
