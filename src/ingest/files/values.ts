/** The values of a record. Any name can be a column, so they inherit none: not `constructor`, not `__proto__`. */
export class Values {
  [column: string]: any;
}
Object.setPrototypeOf(Values.prototype, null);
Reflect.deleteProperty(Values.prototype, 'constructor');

/** Whether lists and objects are nested deeper than some levels. */
export const isNested = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((each) => isNested(each, levels - 1)));
