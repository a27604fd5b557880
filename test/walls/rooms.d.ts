export const rooms: Readonly<Record<string, readonly string[]>>;
export const top: string;
export const packages: Readonly<Record<string, readonly string[]>>;
export const frontDoors: readonly string[];
export const layers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
