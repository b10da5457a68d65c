// 首屏不需要的页面文字（见 i18n/index.ts 的 moreTexts）。
import type { more as en } from '../en/more';
import type { Strings } from '../strings';
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
export const more: Strings<typeof en> = { ...surveys, ...reach, ...silence, ...equity, ...loyalty, ...brand, ...proof, ...aspects, ...begin };
