export const CHROMIUM_FLAGS: readonly string[];
export function findChromium(env: NodeJS.ProcessEnv): { path: string } | { reason: string };
export function chromiumOptions(flags?: readonly string[]): { executablePath: string; args: string[] };
