// English texts of the pages that are not part of the first load (i18n/index.ts, `moreTexts`).
import { surveys } from './surveys';
import { reach } from './reach';
import { silence } from './silence';
import { equity } from './equity';
import { loyalty } from './loyalty';
import { brand } from './brand';
import { proof } from './proof';
import { aspects } from './aspects';
import { begin } from './begin';

export const areas = { surveys, reach, silence, equity, loyalty, brand, proof, aspects, begin };
export const more = { ...surveys, ...reach, ...silence, ...equity, ...loyalty, ...brand, ...proof, ...aspects, ...begin };
