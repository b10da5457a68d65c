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
import { today } from './today';
import { touchpoint } from './touchpoint';

export const areas = { core, board, figure, manners, today, journey, touchpoint, customers, feedback, editor, data, door, settings, moved, memory };
export const zh: Strings<typeof en> = { ...core, ...board, ...figure, ...manners, ...today, ...journey, ...touchpoint, ...customers, ...feedback, ...editor, ...data, ...door, ...settings, ...moved, ...memory };
