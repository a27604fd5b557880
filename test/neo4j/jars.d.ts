export function maven(): string | undefined;
export function hasJar(artifact: string, version: string): boolean;
export function jar(group: string, artifact: string, version: string): Promise<string>;
