import neo4j from 'neo4j-driver';
import type { Parameters, Value } from '../../graph/port/graph.ts';
import { checkInteger } from '../integers.ts';

function toDriverValue(value: Value | undefined): unknown {
  switch (typeof value) {
    case 'number':
      // The driver sends numbers as floats; 7 / 2 would then be 3.5, but 3 on the embedded engine.
      return Number.isSafeInteger(value) ? neo4j.int(value) : value;
    case 'bigint':
      return neo4j.int(checkInteger(value));
    case 'object':
      if (value === null) return value;
      if (Array.isArray(value)) return value.map(toDriverValue);
      return toDriver(value as Parameters);
    default:
      return value;
  }
}

/** Parameters in the driver's types. */
export const toDriver = (parameters: Parameters): Record<string, unknown> => {
  const converted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) converted[name] = toDriverValue(value);
  return converted;
};

/** Converts, in place, what the driver read: integers become numbers if a number holds them exactly, else bigints. */
export function fromDriver(value: unknown): Value {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value !== 'object' || value === null) return value as Value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) value[i] = fromDriver(value[i]);
    return value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`expected a row of texts, numbers, lists and maps; got a ${value.constructor.name}`);
  }
  const map = value as Record<string, unknown>;
  for (const key in map) map[key] = fromDriver(map[key]);
  return map as Value;
}
