import { fieldName } from '../../i18n/catalogue.ts';
import { useExplorer, useMessages, useQuery, useView } from '../components/context.tsx';
import { TypeIcon } from '../components/shape.tsx';
import { Name, PeriodText, ProblemMessage, Word } from '../components/small.tsx';
import { StartDocument } from '../documents.ts';
import type { Named } from '../state/graph-loader.ts';
import { EVIDENCE } from '../state/view.ts';

const RECENT = 8;

/** The first screen: what to do, and entities to begin with. */
export function StartStage() {
  const explorer = useExplorer();
  const t = useMessages();
  const { asOf } = useView();
  const answer = useQuery(
    (signal) => explorer.request(StartDocument, { asOf, language: t.language }, signal),
    [asOf, t.language],
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
      <TypeIcon type={of.__typename} /> <Name of={of} />
    </button>
  );
  return (
    <div class="start">
      <h2>{t.startTitle}</h2>
      <p class="tagline">{t.tagline}</p>
      <p>{t.startText}</p>
      {answer.problem && answer.problem.reason !== 'limit' && (
        <ProblemMessage problem={answer.problem} retry={answer.retry} />
      )}
      {recent.size > 0 && (
        <section aria-label={t.startRecent}>
          <h3>{t.startRecent}</h3>
          <ul class="cards">
            {[...recent.values()].slice(0, RECENT).map(({ entity, period }) => (
              <li key={entity.id}>
                {pick(entity)}
                <span class="quiet">
                  <PeriodText period={period} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {contested.length > 0 && (
        <section aria-label={t.startContested}>
          <h3>{t.startContested}</h3>
          <ul class="cards">
            {contested.map(({ node, fields }) => (
              <li key={node.id}>
                {pick(node)}
                <span class="quiet">
                  {fields.map(({ field }, i) => (
                    <span key={field}>
                      {i > 0 && ', '}
                      <Word of={fieldName(t, field)} />
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
