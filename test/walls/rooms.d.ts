export const rooms: Readonly<Record<string, readonly string[]>>;
export const top: string;
export const packages: Readonly<Record<string, readonly string[]>>;
export const frontDoors: readonly string[];
