/**
 * The name of a field or a type as a value of an enum.
 *
 * @example
 * constantCase('startDate') // 'START_DATE'
 */
export const constantCase = (name: string): string => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toUpperCase();
