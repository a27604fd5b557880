import { markdownTable } from 'markdown-table';
import {
  databaseDeclarations,
  environmentDeclarations,
  flagName,
  type Setting,
  serveDeclarations,
} from '../settings.ts';

/** All settings as a table in Markdown, which docs/settings.md holds. */
export function settingsTable(): string {
  const groups = [serveDeclarations, databaseDeclarations, environmentDeclarations];
  const rows = groups.flatMap((group: Record<string, Setting>) =>
    Object.values(group).map(({ flag, env, default: value, unset, description }) => {
      const shownFlag = flag ? `\`${flagName(flag)}\`` : '';
      const shownDefault = value === undefined ? unset : `\`${value}\``;
      return [shownFlag, `\`${env}\``, shownDefault, description];
    }),
  );
  return `${markdownTable([['flag', 'variable', 'default', 'meaning'], ...rows])}\n`;
}
