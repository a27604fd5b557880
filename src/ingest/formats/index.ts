import { cordis } from './cordis.ts';
import type { Format } from './format.ts';
import { h2020Participations } from './h2020-participations.ts';
import { ror } from './ror.ts';

/** All published forms of data that `entente import` knows, by name. A new one is a file beside this and a line here. */
export const formats: readonly Format[] = [cordis, h2020Participations, ror];
