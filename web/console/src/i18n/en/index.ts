// English texts of the console: one file an area, merged here. zh/ has the same files and keys; tsc and a test fail when they differ.
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
export const en = { ...core, ...board, ...figure, ...manners, ...today, ...journey, ...touchpoint, ...customers, ...feedback, ...editor, ...data, ...door, ...settings, ...moved, ...memory };
