// 控制台的中文文本：每个区域一个文件，在此合并。键与 en/ 完全相同；不同则 tsc 与测试失败。
import type { en } from '../en';
import type { Strings } from '../strings';
import { board } from './board';
import { core } from './core';
import { customers } from './customers';
import { door } from './door';
import { data } from './data';
import { editor } from './editor';
import { settings } from './settings';
import { feedback } from './feedback';
import { figure } from './figure';
import { journey } from './journey';
import { manners } from './manners';
import { memory } from './memory';
import { moved } from './moved';
import { surveys } from './surveys';
import { reach } from './reach';
import { silence } from './silence';
import { equity } from './equity';
import { proof } from './proof';
import { today } from './today';
import { touchpoint } from './touchpoint';

export const areas = { core, board, figure, manners, today, journey, touchpoint, customers, feedback, editor, data, surveys, door, settings, reach, silence, equity, proof, moved, memory };
export const zh: Strings<typeof en> = { ...core, ...board, ...figure, ...manners, ...today, ...journey, ...touchpoint, ...customers, ...feedback, ...editor, ...data, ...surveys, ...door, ...settings, ...reach, ...silence, ...equity, ...proof, ...moved, ...memory };
