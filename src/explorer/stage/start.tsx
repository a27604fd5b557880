import { fieldName } from '../../i18n/catalogue.ts';
import { StartDocument } from '../documents.ts';
import { useAsked, useExplorer, useView, useWords } from '../parts/context.tsx';
import { Shape } from '../parts/shape.tsx';
import { Name, Trouble, When } from '../parts/small.tsx';
import type { Named } from '../state/picture.ts';
import { EVIDENCE } from '../state/view.ts';

const RECENT = 8;

/** What a reader sees first: what to do, and something to begin with. */
export function StartStage() {
  const explorer = useExplorer();
  const words = useWords();
  const { asOf } = useView();
  const answer = useAsked(
    (signal) => explorer.ask(StartDocument, { asOf, language: words.language }, signal),
    [asOf, words.language],
  );
  const recent = new Map<
    string,
    { entity: Named; period: { edtf: string; start: string | null; end: string | null } }
  >();
  for (const { entity, period } of [...(answer.value?.timeline?.nodes ?? [])].reverse()) {
    if (entity.__typename !== EVIDENCE && !recent.has(entity.id)) recent.set(entity.id, { entity, period });
  }
  const contested = answer.value?.contested?.edges ?? [];
  const pick = (of: Named) => (
    <button type="button" class="card" onClick={() => void explorer.show(of.id)}>
      <Shape type={of.__typename} /> <Name of={of} />
    </button>
  );
  return (
    <div class="start">
      <h2>{words.startTitle}</h2>
      <p class="tagline">{words.tagline}</p>
      <p>{words.startText}</p>
      {answer.problem && answer.problem.reason !== 'limit' && <Trouble problem={answer.problem} retry={answer.retry} />}
      {recent.size > 0 && (
        <section aria-label={words.startRecent}>
          <h3>{words.startRecent}</h3>
          <ul class="cards">
            {[...recent.values()].slice(0, RECENT).map(({ entity, period }) => (
              <li key={entity.id}>
                {pick(entity)}
                <span class="quiet">
                  <When period={period} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {contested.length > 0 && (
        <section aria-label={words.startContested}>
          <h3>{words.startContested}</h3>
          <ul class="cards">
            {contested.map(({ node, fields }) => (
              <li key={node.id}>
                {pick(node)}
                <span class="quiet">{fields.map(({ field }) => fieldName(words, field).text).join(', ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
